import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import {
  type AddedTask,
  advance,
  type Command,
  GrowingPlan,
  initialState,
  isSettled,
  progressOf,
  type RunState,
  taskStatus,
  wantedBy,
} from '../src/index.ts';
import { planned } from './simulation.ts';

const failure = failureFrom(new Error('boom'));
const retry = { maxRetries: 5, delayMs: 100, factor: 1, capMs: 100, jitter: 0 };

const grant = (task: number): Command => ({ type: 'grant', at: 1, task });
const succeed = (task: number): Command => ({
  type: 'succeed',
  at: 2,
  task,
  attempt: 1,
  output: { kind: 'inline', value: null },
});
const fail = (task: number, attempt = 1): Command => ({ type: 'fail', at: 2, task, attempt, failure, random: 0 });
const wake = (task: number): Command => ({ type: 'wake', at: 200, task, attempt: 2 });
const cancel: Command = { type: 'cancel', at: 300, reason: 'enough' };

/** Independent tasks of a run that grows, so that they can be held; one task more waits for the last of them. */
function open(names: readonly string[]): RunState {
  const state = initialState(new GrowingPlan());
  const tasks = names.map((name): AddedTask => ({ name, dependencies: [], retry, written: {} }));
  const last: AddedTask = { name: 'last', dependencies: names.slice(-1), written: {} };
  advance(state, [
    { type: 'start', at: 0 },
    { type: 'add', at: 0, tasks: [...tasks, last] },
  ]);
  return state;
}

/** A run of independent tasks that stops at the first failure. */
function stoppable(size: number): RunState {
  const specs = Array.from({ length: size }, (_, task) => ({ name: `t${task}`, dependencies: [] }));
  const state = initialState(planned(specs), 'stop');
  advance(state, [{ type: 'start', at: 0 }]);
  return state;
}

/** One task in every place from which a run goes on: running, ready, ready again, between attempts, held again, waiting. */
function everyPlace(): RunState {
  const state = open(['running', 'ready', 'again', 'between', 'held', 'done']);
  const retried = [2, 3, 4];
  advance(state, [grant(0), ...retried.map(grant), ...retried.map((task) => fail(task)), wake(2), wake(4)]);
  advance(state, [{ type: 'hold', at: 210, tasks: [4] }, grant(5), succeed(5)]);
  advance(state, [{ type: 'hold', at: 211, tasks: [6] }]);
  return state;
}

describe('a cancelled run', () => {
  it('given tasks in every place, then each that had not ended tells how many attempts it made', () => {
    const state = everyPlace();
    expect(state.tasks.map(({ kind }) => kind)).toEqual([
      'running',
      'ready',
      'ready',
      'backing_off',
      'waiting',
      'completed',
      'waiting',
    ]);
    advance(state, [cancel]);
    expect(state.tasks.slice(1, 5)).toEqual([0, 1, 1, 1].map((attempt) => ({ kind: 'cancelled', attempt })));
    expect(state.tasks[5]?.kind).toBe('completed');
    expect(state.tasks[6]).toEqual({ kind: 'cancelled', attempt: 0 });
    expect(state.unsettled).toBe(1);
  });

  it('given tasks in every place, then it tells of all that changed, and of those whose work is to be stopped', () => {
    const state = everyPlace();
    state.changed.truncate();
    advance(state, [cancel]);
    expect([...new Set(state.changed)].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 6]);
    expect([...state.changed].filter((task) => wantedBy(state, task) === 'stop')).toEqual([0]);
  });

  it('given that one task alone is cancelled between its attempts, then it made those before', () => {
    const state = everyPlace();
    advance(
      state,
      [1, 2, 3, 4].map((task) => ({ type: 'cancel_task', at: 220, task })),
    );
    expect(state.tasks.slice(1, 5)).toEqual([0, 1, 1, 1].map((attempt) => ({ kind: 'cancelled', attempt })));
  });

  it.each<[string, Command, string, object]>([
    ['somebody cancelled it', cancel, 'cancelled', { kind: 'cancelled', reason: 'enough' }],
    ['its time was over', { type: 'expire', at: 300 }, 'failed', { kind: 'timed_out' }],
  ])('given that %s, then it ends as such, and as its reason says', (_, command, status, reason) => {
    const state = everyPlace();
    advance(state, [command]);
    const events = advance(state, [{ type: 'report_stopped', at: 310, task: 0, attempt: 1 }]);
    expect(events.map(({ type }) => type)).toEqual(['attempt_cancelled', 'run_ended']);
    expect(state.phase).toEqual({ kind: 'ended', status, reason });
    expect(state.endedAt).toBe(310);
  });

  it('given that somebody cancels it, then that is the fact, with what they said', () => {
    expect(advance(everyPlace(), [cancel])).toEqual([{ type: 'cancel_requested', at: 300, reason: 'enough' }]);
  });
});

describe('a run that ends by itself', () => {
  it('given that all its tasks settled, then its reason is that', () => {
    const state = open(['only']);
    advance(state, [grant(0), succeed(0), grant(1), succeed(1), { type: 'seal', at: 5 }]);
    expect(state.phase).toEqual({ kind: 'ended', status: 'completed', reason: { kind: 'settled' } });
  });
});

describe('a run that stops at the first failure', () => {
  it('given a failure, then what had not started is skipped for the task that failed, and the rest may finish', () => {
    const state = stoppable(3);
    advance(state, [grant(0), grant(1), fail(0)]);
    expect(state.tasks[2]).toEqual({ kind: 'skipped', attempt: 0, because: { kind: 'run_stopped', task: 0 } });
    expect(wantedBy(state, 1)).toBe('invoke');
    advance(state, [succeed(1)]);
    expect(state.tasks[1]?.kind).toBe('completed');
    expect(state.phase).toEqual({ kind: 'ended', status: 'failed', reason: { kind: 'settled' } });
  });

  it('given a second failure while it stops, then it was still the first that stopped it', () => {
    const state = stoppable(3);
    advance(state, [0, 1, 2].map(grant));
    advance(state, [fail(1), fail(0)]);
    expect(state.phase).toEqual({ kind: 'stopping', failed: 1 });
    expect(state.failures).toBe(2);
  });

  it('given a cancel while it stops, then what still runs is ended', () => {
    const state = stoppable(2);
    advance(state, [grant(0), grant(1), fail(0), cancel]);
    expect(state.phase.kind).toBe('cancelling');
    expect(wantedBy(state, 1)).toBe('stop');
  });
});

describe('a report', () => {
  it('given that work says it stopped though nobody wants that any more, then it is made again', () => {
    const state = open(['a', 'b']);
    const events = advance(state, [grant(0), { type: 'report_stopped', at: 4, task: 0, attempt: 1 }]);
    expect(events.at(-1)).toEqual({ type: 'attempt_paused', at: 4, task: 0, attempt: 1 });
    expect(state.tasks[0]).toEqual({ kind: 'ready', attempt: 2, failed: 0 });
  });

  it('given a wake for another attempt than the awaited one, then it comes to nothing', () => {
    const state = open(['a', 'b']);
    advance(state, [grant(0), fail(0)]);
    expect(advance(state, [{ type: 'wake', at: 200, task: 0, attempt: 3 }])).toEqual([]);
    expect(state.tasks[0]?.kind).toBe('backing_off');
  });
});

describe('what a run shows of its tasks', () => {
  it('given tasks in every place, then each has its status, and whether that is its end', () => {
    const state = everyPlace();
    const statuses = ['running', 'ready', 'ready', 'pending', 'pending', 'completed', 'pending'];
    expect(state.tasks.map(taskStatus)).toEqual(statuses);
    expect(state.tasks.map(isSettled)).toEqual([false, false, false, false, false, true, false]);
  });

  it('given tasks in every place, then its progress counts each once, and all of them after the end', () => {
    const state = everyPlace();
    const none = { pending: 0, ready: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };
    expect(progressOf(state)).toEqual({ ...none, pending: 3, ready: 2, running: 1, completed: 1, total: 7 });
    advance(state, [cancel]);
    expect(progressOf(state)).toEqual({ ...none, running: 1, completed: 1, cancelled: 5, total: 7 });
    const stopped = stoppable(3);
    advance(stopped, [grant(0), fail(0)]);
    expect(progressOf(stopped)).toEqual({ ...none, failed: 1, skipped: 2, total: 3 });
  });

  it('given a task that there is not, then nothing is wanted for it', () => {
    expect(wantedBy(everyPlace(), 99)).toBe('nothing');
  });
});
