import { InternalError } from '@codomyrmex/core';
import type { AttemptFailed, RunEvent } from './event.ts';
import { isSettled, type Phase, READY_FIRST, type RunState, type SkipReason, type TaskState } from './state.ts';
import { triggered } from './trigger.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The state as its one writer sees it. */
type Owned = Omit<Mutable<RunState>, 'tasks' | 'ends'> & {
  tasks: TaskState[];
  ends: Map<number, { completed: number; failed: number }>;
};

/**
 * Takes one fact into the state, with everything that can be derived from it: who is ready, who is skipped.
 * Total over all events of a journal that this product wrote; a fact that cannot be is an internal error.
 */
export function evolve(state: RunState, event: RunEvent): void {
  const owned = state as Owned; // evolve is the state's only writer: readonly is meant for everybody else
  owned.position++;
  switch (event.type) {
    case 'run_started':
      return start(owned, event.at);
    case 'cancel_requested':
      return abort(owned, { kind: 'cancelling', reason: event.reason });
    case 'run_timed_out':
      return abort(owned, { kind: 'timing_out' });
    case 'run_ended':
      owned.endedAt = event.at;
      owned.phase = { kind: 'ended', status: event.status, reason: endReason(owned.phase) };
      return;
    default:
      return evolveTask(owned, event);
  }
}

type TaskEvent = Extract<RunEvent, { readonly task: number }>;

function evolveTask(state: Owned, event: TaskEvent): void {
  const { task, attempt } = event;
  const before = state.tasks[task];
  if (event.type === 'attempt_started') {
    if (before?.kind !== 'ready') throw impossible(event, before);
    state.running++;
    return put(state, task, { kind: 'running', attempt, failed: before.failed, since: event.at });
  }
  if (event.type === 'backoff_ended') {
    if (before?.kind !== 'backing_off') throw impossible(event, before);
    return put(state, task, { kind: 'ready', attempt, failed: before.failed });
  }
  if (before?.kind !== 'running' || before.attempt !== attempt) throw impossible(event, before);
  state.running--;
  switch (event.type) {
    case 'attempt_succeeded':
      put(state, task, {
        kind: 'completed',
        attempt,
        output: event.output,
        startedAt: before.since,
        endedAt: event.at,
      });
      return settled(state, task);
    case 'attempt_lost':
      return put(state, task, { kind: 'ready', attempt: attempt + 1, failed: before.failed });
    case 'attempt_failed':
      return fail(state, event, before);
    case 'attempt_declined':
      put(state, task, { kind: 'skipped', attempt, because: { kind: 'not_applicable', reason: event.reason } });
      return settled(state, task);
    case 'attempt_cancelled':
      put(state, task, { kind: 'cancelled', attempt });
      return settled(state, task);
  }
}

function start(state: Owned, at: number): void {
  state.phase = { kind: 'open' };
  state.startedAt = at;
  for (let task = 0; task < state.plan.size; task++) {
    if (state.unmet[task] === 0 && settleRule(state, task)) tellDependents(state, task);
  }
}

function fail(state: Owned, event: AttemptFailed, before: TaskState & { kind: 'running' }): void {
  const { task, attempt, failure } = event;
  const failed = before.failed + 1;
  if (event.retryAt !== null) {
    return put(state, task, { kind: 'backing_off', attempt: attempt + 1, failed, until: event.retryAt, failure });
  }
  put(state, task, { kind: 'failed', attempt, failure, startedAt: before.since, endedAt: event.at });
  state.failures++;
  settled(state, task);
  if (state.onFailure === 'stop' && state.phase.kind === 'open') stop(state, task);
}

/** Nothing more starts; what runs may finish. */
function stop(state: Owned, failed: number): void {
  state.phase = { kind: 'stopping', failed };
  endUnstarted(state, () => ({ kind: 'skipped', attempt: 0, because: { kind: 'run_stopped', task: failed } }));
}

/** Nothing more starts, and what runs is being ended. */
function abort(state: Owned, phase: Phase): void {
  state.phase = phase;
  endUnstarted(state, (before) => ({ kind: 'cancelled', attempt: attemptsMade(before) }));
  for (let task = 0; task < state.plan.size && state.running > 0; task++) {
    if (state.tasks[task]?.kind === 'running') state.changed.push(task);
  }
}

function endUnstarted(state: Owned, end: (before: TaskState) => TaskState): void {
  for (let task = 0; task < state.plan.size; task++) {
    const before = state.tasks[task];
    if (before === undefined || before.kind === 'running' || isSettled(before)) continue;
    put(state, task, end(before));
    state.unsettled--;
  }
}

function attemptsMade(state: TaskState): number {
  return state.kind === 'backing_off' || state.kind === 'ready' ? state.attempt - 1 : 0;
}

function settled(state: Owned, task: number): void {
  state.unsettled--;
  tellDependents(state, task);
}

/** Tells a settled task's end to its dependents, and those that it skips to theirs, with a stack of its own. */
function tellDependents(state: Owned, task: number): void {
  const { dependentStart, dependents } = state.plan;
  const open = [task];
  for (let end = open.pop(); end !== undefined; end = open.pop()) {
    const last = dependentStart[end + 1] ?? 0;
    for (let edge = dependentStart[end] ?? 0; edge < last; edge++) {
      const dependent = dependents[edge] ?? 0;
      if (meetDependency(state, dependent, end)) open.push(dependent);
    }
  }
}

/** One more dependency of `task` has settled; true when that skips the task. */
function meetDependency(state: Owned, task: number, dependency: number): boolean {
  const left = (state.unmet[task] ?? 0) - 1;
  state.unmet[task] = left;
  if (state.tasks[task]?.kind !== 'waiting') return false;
  const end = state.tasks[dependency]?.kind;
  const counts = state.ends.get(task);
  if (counts === undefined) {
    if (end === 'completed') {
      if (left === 0) put(state, task, READY_FIRST);
      return false;
    }
    return skip(state, task, rootCause(state, dependency));
  }
  if (end === 'completed') counts.completed++;
  else if (end === 'failed') counts.failed++;
  return left === 0 && settleRule(state, task);
}

/** All dependencies of `task` have settled: ready or skipped by its rule; true when skipped. */
function settleRule(state: Owned, task: number): boolean {
  if (state.tasks[task]?.kind !== 'waiting') return false;
  const counts = state.ends.get(task);
  const rule = state.plan.rules.get(task);
  const { dependencyStart } = state.plan;
  const dependencies = (dependencyStart[task + 1] ?? 0) - (dependencyStart[task] ?? 0);
  if (rule === undefined || counts === undefined || triggered(rule, counts, dependencies)) {
    put(state, task, READY_FIRST);
    return false;
  }
  return skip(state, task, { kind: 'rule_not_met' });
}

function skip(state: Owned, task: number, because: SkipReason): boolean {
  put(state, task, { kind: 'skipped', attempt: 0, because });
  state.unsettled--;
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

function put(state: Owned, task: number, next: TaskState): void {
  state.tasks[task] = next;
  state.changed.push(task);
}

function endReason(phase: Phase): Extract<Phase, { kind: 'ended' }>['reason'] {
  switch (phase.kind) {
    case 'cancelling':
      return { kind: 'cancelled', reason: phase.reason };
    case 'timing_out':
      return { kind: 'timed_out' };
    case 'new':
    case 'open':
    case 'stopping':
    case 'ended':
      return { kind: 'settled' };
  }
}

function impossible(event: TaskEvent, before: TaskState | undefined): InternalError {
  return new InternalError(
    `${event.type} of task ${event.task}, attempt ${event.attempt}, cannot follow ${JSON.stringify(before)}`,
    { code: 'JOURNAL_CORRUPT' },
  );
}
