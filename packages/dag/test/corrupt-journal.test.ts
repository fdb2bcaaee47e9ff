import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { type AddedTask, GrowingPlan, initialState, type RunEvent, type RunState, replay } from '../src/index.ts';
import { planned } from './simulation.ts';

const failure = failureFrom(new Error('boom'));
const output = { kind: 'inline', value: null } as const;
const retry = { maxRetries: 1, delayMs: 10, factor: 1, capMs: 10, jitter: 0 };

const started: RunEvent = { type: 'run_started', at: 0 };
const begun: RunEvent = { type: 'attempt_started', at: 1, task: 0, attempt: 1 };
const succeeded: RunEvent = { type: 'attempt_succeeded', at: 2, task: 0, attempt: 1, output };
const failed: RunEvent = { type: 'attempt_failed', at: 2, task: 0, attempt: 1, failure, retryAt: 12 };

/** A run of `a`, and of `b` that waits for it. */
function replayed(...events: RunEvent[]): RunState {
  const state = initialState(
    planned([
      { name: 'a', dependencies: [], retry },
      { name: 'b', dependencies: ['a'] },
    ]),
  );
  replay(state, events);
  return state;
}

const added = (name: string, ...dependencies: string[]): AddedTask => ({ name, dependencies, written: {} });
const isCorrupt = expect.objectContaining({ code: 'JOURNAL_CORRUPT' });

describe('a journal whose facts cannot follow each other', () => {
  it.each<[string, RunEvent[]]>([
    ['a start of a task that waits', [started, { ...begun, task: 1 }]],
    ['a second start of a task that runs', [started, begun, begun]],
    ['a start of a task that has ended', [started, begun, succeeded, begun]],
    ['a start of a task that there is not', [started, { ...begun, task: 7 }]],
    ['an end of a wait that none began', [started, { type: 'backoff_ended', at: 1, task: 0, attempt: 2 }]],
    ['an end of a wait of no task', [started, { type: 'backoff_ended', at: 1, task: 7, attempt: 2 }]],
    ['a success of a task that does not run', [started, succeeded]],
    ['a second end of one attempt', [started, begun, succeeded, succeeded]],
    ['a success of another attempt than the one that runs', [started, begun, { ...succeeded, attempt: 2 }]],
    ['a success while the next attempt is awaited', [started, begun, failed, { ...succeeded, attempt: 2 }]],
    ['a success of a task that there is not', [started, { ...succeeded, task: 7 }]],
    ['tasks added to a run that was begun whole', [started, { type: 'tasks_added', at: 1, tasks: [added('c')] }]],
    ['tasks released in a run that was begun whole', [started, { type: 'tasks_released', at: 1, tasks: 'all' }]],
  ])('given %s, then reading it back says that the journal is corrupt', (_, events) => {
    expect(() => replayed(...events)).toThrow(isCorrupt);
  });

  it('given an impossible fact, then it names the fact, the task and where that stood', () => {
    expect(() => replayed(started, { ...succeeded, attempt: 3 })).toThrow(
      /attempt_succeeded of task 0, attempt 3, .*"ready"/,
    );
  });

  it('given added tasks of a name that was taken, then reading them back says that the journal is corrupt', () => {
    const state = initialState(new GrowingPlan());
    const tasks = [added('a'), added('a')];
    expect(() => replay(state, [started, { type: 'tasks_added', at: 1, tasks }])).toThrow(isCorrupt);
  });
});

describe('a journal whose facts say nothing new', () => {
  it('given a cancel of a task that has ended or that there is not, then everything stays as it is', () => {
    const cancels = [0, 7].map((task): RunEvent => ({ type: 'task_cancelled', at: 3, task }));
    const state = replayed(started, begun, succeeded, ...cancels);
    expect(state.tasks.map(({ kind }) => kind)).toEqual(['completed', 'ready']);
    expect(state.unsettled).toBe(1);
  });

  it('given a hold of tasks that have ended or that there are not, then those that come later are not held', () => {
    const state = initialState(new GrowingPlan());
    replay(state, [
      started,
      { type: 'tasks_added', at: 1, tasks: [added('a')] },
      begun,
      succeeded,
      { type: 'tasks_held', at: 3, tasks: [0, 1] },
    ]);
    expect([...(state.growth?.held ?? [])].slice(0, 2)).toEqual([0, 0]);
    replay(state, [{ type: 'tasks_added', at: 4, tasks: [added('b')] }]);
    expect(state.tasks[1]?.kind).toBe('ready');
  });

  it('given any facts, then the position counts them', () => {
    expect(replayed().position).toBe(0);
    expect(replayed(started, begun, succeeded).position).toBe(3);
  });
});
