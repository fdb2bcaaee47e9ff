import { InternalError } from '@codomyrmex/core';
import type { AddedTask } from '../plan/added-task.ts';
import type { GrowingPlan } from '../plan/growing-plan.ts';
import type { Tasks } from './event.ts';
import { type Owned, withEntry } from './owned.ts';
import { meetDependency, put, settleRule, skip, tellDependents } from './settle.ts';
import { type Growth, isSettled, WAITING } from './state.ts';

// How the facts about a run's growth change its state.

export function addTasks(state: Owned, tasks: readonly AddedTask[]): void {
  const growth = growthOf(state);
  const first = state.tasks.length;
  const [problem] = growth.plan.grow(tasks);
  if (problem !== undefined) {
    throw new InternalError(`tasks that cannot be were added: ${problem.message}`, { code: 'JOURNAL_CORRUPT' });
  }
  makeRoom(state, first + tasks.length);
  for (const task of tasks) takeIn(state, task, growth);
}

function takeIn(state: Owned, { held, runOn = 'success' }: AddedTask, growth: Growth): void {
  const task = state.tasks.length;
  const { edges } = growth.plan;
  const start = edges.firstOf(task);
  const end = edges.endOf(task);
  state.tasks.push(WAITING);
  state.unsettled++;
  state.unmet[task] = end - start + (held === true ? 1 : 0);
  growth.held[task] = held === true ? 1 : 0;
  if (runOn !== 'success') state.ends = withEntry(state.ends, task, { completed: 0, failed: 0 });
  if (state.unmet[task] === 0) settleRuleAndTell(state, task);
  for (let edge = start; edge < end; edge++) meetAtOnce(state, task, edges.dependencyOf(edge));
}

/** A dependency that settled before the task was added counts at once. */
function meetAtOnce(state: Owned, task: number, dependency: number): void {
  const known = state.tasks[dependency];
  if (known === undefined || !isSettled(known)) return;
  if (meetDependency(state, task, dependency)) tellDependents(state, task);
}

export function releaseTasks(state: Owned, tasks: Tasks): void {
  const { held } = growthOf(state);
  for (const task of those(state, tasks)) {
    if (held[task] !== 1) continue;
    held[task] = 0;
    const left = (state.unmet[task] ?? 0) - 1;
    state.unmet[task] = left;
    const current = state.tasks[task];
    if (current?.kind !== 'waiting' || left > 0) continue;
    if (current.again === undefined) settleRuleAndTell(state, task);
    else put(state, task, { kind: 'ready', ...current.again });
  }
}

export function holdTasks(state: Owned, tasks: Tasks): void {
  const { held } = growthOf(state);
  for (const task of those(state, tasks)) {
    const current = state.tasks[task];
    if (current === undefined || isSettled(current) || held[task] === 1) continue;
    held[task] = 1;
    state.unmet[task] = (state.unmet[task] ?? 0) + 1;
    if (current.kind !== 'ready') continue;
    const { attempt, failed } = current;
    put(state, task, attempt === 1 ? WAITING : { kind: 'waiting', again: { attempt, failed } });
  }
}

/** What waits for a name that never came cannot run, whatever its rule. */
export function seal(state: Owned): void {
  const growth = growthOf(state);
  growth.isSealed = true;
  for (const [name, first] of growth.plan.edges.awaited) skipWaiting(state, growth.plan, { name, first });
}

function skipWaiting(
  state: Owned,
  { edges }: GrowingPlan,
  { name, first }: { readonly name: string; readonly first: number },
): void {
  for (let edge = first; edge >= 0; edge = edges.next(edge)) {
    const task = edges.dependentOf(edge);
    if (state.tasks[task]?.kind !== 'waiting') continue;
    skip(state, task, { kind: 'dependency_missing', name });
    tellDependents(state, task);
  }
}

export const isHeld = ({ growth }: Owned, task: number): boolean => growth?.held[task] === 1;

function settleRuleAndTell(state: Owned, task: number): void {
  if (settleRule(state, task)) tellDependents(state, task);
}

function* those(state: Owned, tasks: Tasks): Generator<number> {
  if (tasks !== 'all') return yield* tasks;
  for (let task = 0; task < state.tasks.length; task++) yield task;
}

/** Arrays by task become twice as long when they are full. */
function makeRoom(state: Owned, size: number): void {
  const growth = growthOf(state);
  if (size > state.unmet.length) {
    const larger = new Int32Array(Math.max(size, state.unmet.length * 2, 16));
    larger.set(state.unmet);
    state.unmet = larger;
  }
  if (size <= growth.held.length) return;
  const larger = new Uint8Array(Math.max(size, growth.held.length * 2, 16));
  larger.set(growth.held);
  growth.held = larger;
}

function growthOf({ growth }: Owned): NonNullable<Owned['growth']> {
  if (growth !== undefined) return growth;
  throw new InternalError('a run that was begun whole cannot grow', { code: 'JOURNAL_CORRUPT' });
}
