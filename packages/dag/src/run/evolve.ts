import { InternalError } from '@codomyrmex/core';
import type { AttemptFailed, RunEvent } from './event.ts';
import { addTasks, holdTasks, isHeld, releaseTasks, seal } from './grow.ts';
import type { Owned } from './owned.ts';
import { put, settled, settleRule, tellDependents } from './settle.ts';
import { isSettled, type Phase, type RunState, type TaskState } from './state.ts';

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
    case 'run_ended':
      owned.endedAt = event.at;
      owned.phase = { kind: 'ended', status: event.status, reason: endReason(owned.phase) };
      return;
    default:
      return evolveTask(owned, event);
  }
}

type TaskEvent = Extract<RunEvent, { readonly attempt: number }>;

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
    return putAgain(state, task, { attempt, failed: before.failed });
  }
  if (before?.kind !== 'running' || before.attempt !== attempt) throw impossible(event, before);
  state.running--;
  switch (event.type) {
    case 'attempt_succeeded':
      put(state, task, {
        kind: 'completed',
        attempt,
        output: event.output,
        ...(event.source !== undefined && { source: event.source }),
        startedAt: before.since,
        endedAt: event.at,
      });
      return settled(state, task);
    case 'attempt_lost':
      return putAgain(state, task, { attempt: attempt + 1, failed: before.failed });
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

/** Ready for a further attempt, unless the task is held back. */
function putAgain(state: Owned, task: number, again: { readonly attempt: number; readonly failed: number }): void {
  put(state, task, isHeld(state, task) ? { kind: 'waiting', again } : { kind: 'ready', ...again });
}

function cancelTask(state: Owned, task: number): void {
  const before = state.tasks[task];
  if (before === undefined || isSettled(before)) return;
  if (before.kind === 'running') return put(state, task, { ...before, isStopping: true });
  put(state, task, { kind: 'cancelled', attempt: attemptsMade(before) });
  settled(state, task);
}

function start(state: Owned, at: number): void {
  state.phase = { kind: 'open' };
  state.startedAt = at;
  for (let task = 0; task < state.tasks.length; task++) {
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
  for (let task = 0; task < state.tasks.length && state.running > 0; task++) {
    if (state.tasks[task]?.kind === 'running') state.changed.push(task);
  }
}

function endUnstarted(state: Owned, end: (before: TaskState) => TaskState): void {
  for (let task = 0; task < state.tasks.length; task++) {
    const before = state.tasks[task];
    if (before === undefined || before.kind === 'running' || isSettled(before)) continue;
    put(state, task, end(before));
    state.unsettled--;
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
