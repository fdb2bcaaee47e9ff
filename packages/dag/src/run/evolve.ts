import { InternalError } from '@codomyrmex/core';
import { isAmong } from '../plan/few-tasks.ts';
import { stageOf } from '../plan/stage.ts';
import { carryOver } from './carry.ts';
import type { RunEvent, RunStarted } from './event.ts';
import { addTasks, holdTasks, isHeld, releaseTasks, seal } from './grow.ts';
import { type Owned, withEntry } from './owned.ts';
import { countDown, put, settled, settleRule, skip, tellDependents } from './settle.ts';
import { receive, take } from './signals.ts';
import { advanceStage } from './stages.ts';
import { type AttemptPlace, isSettled, type Phase, READY_FIRST, type RunState, type TaskState } from './state.ts';

/**
 * Takes one fact into the state, with everything that can be derived from it: who is ready, who is skipped.
 * Total over all events of a journal that this product wrote; a fact that cannot be is an internal error.
 */
export function evolve(state: RunState, event: RunEvent): void {
  const owned = state as Owned; // evolve is the state's only writer: readonly is meant for everybody else
  owned.position++;
  apply(owned, event);
  if (owned.plan.late.size > 0 && owned.phase.kind !== 'new') advanceStage(owned);
}

function apply(owned: Owned, event: RunEvent): void {
  switch (event.type) {
    // The two that every task has come first: a switch is gone through in order.
    case 'attempt_started':
    case 'attempt_succeeded':
      return evolveTask(owned, event);
    case 'run_started':
      return start(owned, event);
    case 'cancel_requested':
      return abort(owned, { kind: 'cancelling', reason: event.reason });
    case 'run_timed_out':
      return abort(owned, { kind: 'timing_out' });
    case 'run_paused':
      return pause(owned, event.stop);
    case 'run_continued':
      return proceed(owned);
    case 'tasks_added':
      return addTasks(owned, event.tasks);
    case 'tasks_released':
      return releaseTasks(owned, event.tasks);
    case 'tasks_held':
      return holdTasks(owned, event.tasks);
    case 'run_sealed':
      return seal(owned);
    case 'task_cancelled':
      return cancelTask(owned, event.task);
    case 'condition_met':
      return put(owned, event.task, READY_FIRST);
    case 'condition_unmet':
      skip(owned, event.task, { kind: 'condition_false' });
      return tellDependents(owned, event.task);
    case 'task_failed':
      return failTask(owned, event);
    case 'signal_received':
      return receive(owned, event.signal);
    case 'run_ended':
      owned.endedAt = event.at;
      owned.pause = undefined;
      owned.phase = { kind: 'ended', status: event.status, reason: endReason(owned.phase) };
      return;
    default:
      return evolveTask(owned, event);
  }
}

type AttemptFailed = Extract<RunEvent, { readonly type: 'attempt_failed' }>;
type TaskFailed = Extract<RunEvent, { readonly type: 'task_failed' }>;
type TaskEvent = Extract<RunEvent, { readonly attempt: number }>;

function evolveTask(state: Owned, event: TaskEvent): void {
  const { task, attempt } = event;
  const before = state.tasks[task];
  if (event.type === 'attempt_started') {
    if (before?.kind !== 'ready') throw impossible(event, before);
    countRunning(state, task, 1);
    if (isAmong(state.plan.timed, task) && !state.begun.has(task)) state.begun = withEntry(state.begun, task, event.at);
    return put(state, task, runningFrom(before, event));
  }
  if (event.type === 'backoff_ended') {
    if (before?.kind !== 'backing_off') throw impossible(event, before);
    return putAgain(state, task, { attempt, ...counts(before) });
  }
  if (before?.kind !== 'running' || before.attempt !== attempt) throw impossible(event, before);
  countRunning(state, task, -1);
  switch (event.type) {
    case 'attempt_succeeded':
      if (event.signal !== undefined) take(state, event.signal);
      put(state, task, completedFrom(before, event));
      return settled(state, task);
    case 'attempt_lost':
    case 'attempt_paused':
      return putAgain(state, task, { attempt: attempt + 1, ...counts(before) });
    case 'attempt_repeated':
      return put(state, task, {
        kind: 'backing_off',
        attempt: attempt + 1,
        failed: 0,
        rounds: (before.rounds ?? 0) + 1,
        until: event.until,
      });
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

function countRunning(state: Owned, task: number, change: 1 | -1): void {
  if (isAmong(state.plan.standing, task)) state.standing += change;
  else state.running += change;
}

/** Most tasks are done once: their states have no number of rounds at all. */
function counts({ failed, rounds }: Omit<AttemptPlace, 'attempt'>): Omit<AttemptPlace, 'attempt'> {
  return rounds === undefined ? { failed } : { failed, rounds };
}

// The two that every task becomes are written out: objects made of others cost three times as much, a tenth of a run.

function runningFrom(
  { failed, rounds }: AttemptPlace,
  { attempt, at: since }: { readonly attempt: number; readonly at: number },
): TaskState {
  return rounds === undefined
    ? { kind: 'running', attempt, failed, since }
    : { kind: 'running', attempt, failed, rounds, since };
}

function completedFrom(
  { since: startedAt }: { readonly since: number },
  { attempt, output, source, at: endedAt }: Extract<RunEvent, { readonly type: 'attempt_succeeded' }>,
): TaskState {
  return source === undefined
    ? { kind: 'completed', attempt, output, startedAt, endedAt }
    : { kind: 'completed', attempt, output, source, startedAt, endedAt };
}

/** Ready for a further attempt, unless the task is held back. */
function putAgain(state: Owned, task: number, again: AttemptPlace): void {
  put(state, task, isHeld(state, task) ? { kind: 'waiting', again } : { kind: 'ready', ...again });
}

function cancelTask(state: Owned, task: number): void {
  const before = state.tasks[task];
  if (before === undefined || isSettled(before)) return;
  if (before.kind === 'running') return put(state, task, { ...before, stopping: { to: 'cancelled' } });
  put(state, task, { kind: 'cancelled', attempt: attemptsMade(before) });
  settled(state, task);
}

function start(state: Owned, { at, retry }: RunStarted): void {
  state.phase = { kind: 'open' };
  state.startedAt = at;
  if (retry !== undefined) carryOver(state, retry, at);
  for (let task = 0; task < state.tasks.length; task++) {
    if (state.unmet[task] === 0 && settleRule(state, task)) tellDependents(state, task);
  }
}

function fail(state: Owned, event: AttemptFailed, before: TaskState & { kind: 'running' }): void {
  const { task, attempt, failure } = event;
  const failed = before.failed + 1;
  if (event.retryAt !== null) {
    const next = { ...counts(before), attempt: attempt + 1, failed };
    return put(state, task, { kind: 'backing_off', ...next, until: event.retryAt, failure });
  }
  settleFailed(state, task, { kind: 'failed', attempt, failure, startedAt: before.since, endedAt: event.at });
}

/** The task ends at once, or as soon as its work has ended. */
function failTask(state: Owned, { task, failure, at }: TaskFailed): void {
  const before = state.tasks[task];
  if (before === undefined || isSettled(before)) return;
  if (before.kind === 'running') return put(state, task, { ...before, stopping: { to: 'failed', failure } });
  settleFailed(state, task, { kind: 'failed', attempt: attemptsMade(before), failure, startedAt: at, endedAt: at });
}

function settleFailed(state: Owned, task: number, end: TaskState & { kind: 'failed' }): void {
  put(state, task, end);
  const isOptional = state.plan.optional.has(task);
  if (!isOptional) state.failures++;
  settled(state, task);
  if (!isOptional && state.onFailure !== 'continue' && state.phase.kind === 'open') stop(state, task);
}

/** Nothing more of the steps starts; what runs may finish. */
function stop(state: Owned, failed: number): void {
  if (state.stage !== 'main') return;
  state.phase = { kind: 'stopping', failed };
  endUnstarted(state, () => ({ kind: 'skipped', attempt: 0, because: { kind: 'run_stopped', task: failed } }));
}

function pause(state: Owned, stop: boolean): void {
  state.pause = { stop };
  lookAgain(state);
}

function proceed(state: Owned): void {
  state.pause = undefined;
  lookAgain(state);
}

/** What is wanted for ready and running tasks has changed, though their states have not. */
function lookAgain(state: Owned): void {
  for (const [task, { kind }] of state.tasks.entries()) {
    if (kind === 'ready' || kind === 'running') state.changed.push(task);
  }
}

/** Nothing more of this stage starts, and what runs of it is being ended. */
function abort(state: Owned, phase: Phase): void {
  state.phase = phase;
  state.aborted = state.stage;
  state.pause = undefined;
  endUnstarted(state, (before) => ({ kind: 'cancelled', attempt: attemptsMade(before) }));
  for (let task = 0; task < state.tasks.length && state.running + state.standing > 0; task++) {
    if (state.tasks[task]?.kind === 'running') state.changed.push(task);
  }
}

function endUnstarted(state: Owned, end: (before: TaskState) => TaskState): void {
  for (let task = 0; task < state.tasks.length; task++) {
    const before = state.tasks[task];
    if (before === undefined || before.kind === 'running' || isSettled(before)) continue;
    if (stageOf(state.plan, task) !== state.stage) continue;
    put(state, task, end(before));
    countDown(state, task);
  }
}

function attemptsMade(state: TaskState): number {
  if (state.kind === 'waiting') return (state.again?.attempt ?? 1) - 1;
  return state.kind === 'backing_off' || state.kind === 'ready' ? state.attempt - 1 : 0;
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
