import { isAmong } from '../plan/few-tasks.ts';
import type { GrowingPlan } from '../plan/growing-plan.ts';
import { stageOf, stageRank } from '../plan/stage.ts';
import type { Owned } from './owned.ts';
import { READY_FIRST, type SkipReason, type TaskState, UNDECIDED } from './state.ts';
import { triggered } from './trigger.ts';
import { hasNothingToUndo } from './undoing.ts';

// How one task's end reaches the others.

/** A task has come to its end by itself. */
export function settled(state: Owned, task: number): void {
  countDown(state, task);
  tellDependents(state, task);
}

/** One task less that has not settled. */
export function countDown(state: Owned, task: number): void {
  state.unsettled--;
  if (state.plan.late.size === 0) return;
  const rank = stageRank(stageOf(state.plan, task));
  state.left[rank] = (state.left[rank] ?? 0) - 1;
}

/** Tells a settled task's end to its dependents, and those that it skips to theirs, with a stack of its own. */
export function tellDependents(state: Owned, task: number): void {
  if (state.growth !== undefined) return tellGrown(state, task, state.growth.plan);
  const { dependentStart, dependents } = state.plan;
  // Most ends skip nobody: then there is no stack.
  let open: number[] | undefined;
  for (let end: number | undefined = task; end !== undefined; end = open?.pop()) {
    const last = dependentStart[end + 1] ?? 0;
    for (let edge = dependentStart[end] ?? 0; edge < last; edge++) {
      const dependent = dependents[edge] ?? 0;
      if (!meetDependency(state, dependent, end)) continue;
      if (open === undefined) open = [dependent];
      else open.push(dependent);
    }
  }
}

function tellGrown(state: Owned, task: number, { edges }: GrowingPlan): void {
  const open = [task];
  for (let end = open.pop(); end !== undefined; end = open.pop()) {
    for (let edge = edges.toDependents(end); edge >= 0; edge = edges.next(edge)) {
      const dependent = edges.dependentOf(edge);
      if (meetDependency(state, dependent, end)) open.push(dependent);
    }
  }
}

/** One more dependency of `task` has settled; true when that skips the task. */
export function meetDependency(state: Owned, task: number, dependency: number): boolean {
  const left = (state.unmet[task] ?? 0) - 1;
  state.unmet[task] = left;
  if (state.tasks[task]?.kind !== 'waiting') return false;
  const end = state.tasks[dependency]?.kind;
  const counts = state.ends.size === 0 ? undefined : state.ends.get(task);
  if (counts === undefined) {
    if (end === 'completed' || (end === 'failed' && state.plan.optional.has(dependency))) {
      return left === 0 && comeUp(state, task);
    }
    return skip(state, task, rootCause(state, dependency));
  }
  if (end === 'completed') counts.completed++;
  else if (end === 'failed') counts.failed++;
  return left === 0 && settleRule(state, task);
}

/** All dependencies of `task` have settled: ready or skipped by its rule; true when skipped. */
export function settleRule(state: Owned, task: number): boolean {
  if (state.tasks[task]?.kind !== 'waiting') return false;
  const counts = state.ends.get(task);
  const rule = state.plan.rules.get(task);
  if (rule === undefined || counts === undefined || triggered(rule, counts, dependenciesOf(state, task))) {
    return comeUp(state, task);
  }
  return skip(state, task, { kind: 'rule_not_met' });
}

/**
 * Its turn has come: it is ready, or its condition says whether it is; true when it is skipped. What has nothing to undo is
 * skipped only now, so that what comes after it in the chain keeps its place.
 */
function comeUp(state: Owned, task: number): boolean {
  if (hasNothingToUndo(state, task)) return skip(state, task, { kind: 'nothing_to_undo' });
  put(state, task, isAmong(state.plan.conditional, task) ? UNDECIDED : READY_FIRST);
  return false;
}

function dependenciesOf({ plan, growth }: Owned, task: number): number {
  if (growth !== undefined) return growth.plan.edges.endOf(task) - growth.plan.edges.firstOf(task);
  return (plan.dependencyStart[task + 1] ?? 0) - (plan.dependencyStart[task] ?? 0);
}

export function skip(state: Owned, task: number, because: SkipReason): boolean {
  put(state, task, { kind: 'skipped', attempt: 0, because });
  countDown(state, task);
  return true;
}

/** Why a dependent of `task` cannot run, told by the task where it began. */
function rootCause(state: Owned, task: number): SkipReason {
  const end = state.tasks[task];
  if (end?.kind === 'failed') return { kind: 'dependency_failed', task };
  if (end?.kind === 'cancelled') return { kind: 'dependency_cancelled', task };
  if (end?.kind === 'skipped' && end.because.kind.startsWith('dependency_')) return end.because;
  return { kind: 'dependency_skipped', task };
}

export function put(state: Owned, task: number, next: TaskState): void {
  state.tasks[task] = next;
  state.changed.push(task);
}
