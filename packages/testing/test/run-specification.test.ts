import { type Failure, failureFrom } from '@codomyrmex/core';
import type { Output, RunEvent } from '@codomyrmex/dag';
import { specifyRun } from '@codomyrmex/testing';
import { describe, expect, it } from 'vitest';

const failure: Failure = failureFrom(new Error('boom'));
const output: Output = { kind: 'inline', value: 42 };
const retry = { maxRetries: 1, delayMs: 1_000, factor: 2, capMs: 60_000, jitter: 0.2 };
const two = [
  { name: 'a', dependencies: [], retry },
  { name: 'b', dependencies: ['a'] },
];

const started: RunEvent = { type: 'run_started', at: 0 };
const begun = (task: number, attempt = 1, at = 1): RunEvent => ({ type: 'attempt_started', at, task, attempt });
const succeeded = (task: number, at = 2): RunEvent => ({ type: 'attempt_succeeded', at, task, attempt: 1, output });

describe('what a run decides', () => {
  it('a grant starts the attempt of a ready task', () => {
    specifyRun(two).given(started).when({ type: 'grant', at: 1, task: 0 }).thenFollow(begun(0));
  });

  it('a grant for a task that waits comes to nothing', () => {
    specifyRun(two).given(started).when({ type: 'grant', at: 1, task: 1 }).thenNothing();
  });

  it('the success of the last task ends the run', () => {
    specifyRun(two)
      .given(started, begun(0), succeeded(0), begun(1, 1, 3))
      .when({ type: 'succeed', at: 4, task: 1, attempt: 1, output })
      .thenFollow(succeeded(1, 4), { type: 'run_ended', at: 4, status: 'completed' });
  });

  it('a failure with a retry left tells when, the jitter included', () => {
    specifyRun(two)
      .given(started, begun(0))
      .when({ type: 'fail', at: 10, task: 0, attempt: 1, failure, random: 1 })
      .thenFollow({ type: 'attempt_failed', at: 10, task: 0, attempt: 1, failure, retryAt: 1_210 });
  });

  it('the last failure skips what depends on it, and ends the run', () => {
    const first: RunEvent = { type: 'attempt_failed', at: 2, task: 0, attempt: 1, failure, retryAt: 1_000 };
    const state = specifyRun(two)
      .given(started, begun(0), first, { type: 'backoff_ended', at: 1_000, task: 0, attempt: 2 }, begun(0, 2, 1_001))
      .when({ type: 'fail', at: 1_002, task: 0, attempt: 2, failure, random: 0 })
      .thenFollow(
        { type: 'attempt_failed', at: 1_002, task: 0, attempt: 2, failure, retryAt: null },
        { type: 'run_ended', at: 1_002, status: 'failed' },
      );
    expect(state.tasks[1]).toEqual({ kind: 'skipped', attempt: 0, because: { kind: 'dependency_failed', task: 0 } });
  });

  it('a failure that no attempt can mend is not tried again', () => {
    specifyRun([{ name: 'a', dependencies: [], retry }])
      .given(started, begun(0))
      .when({ type: 'fail', at: 2, task: 0, attempt: 1, failure: { ...failure, retryable: false }, random: 0 })
      .thenFollow(
        {
          type: 'attempt_failed',
          at: 2,
          task: 0,
          attempt: 1,
          failure: { ...failure, retryable: false },
          retryAt: null,
        },
        { type: 'run_ended', at: 2, status: 'failed' },
      );
  });

  it('a report of another attempt comes to nothing', () => {
    specifyRun(two)
      .given(started, begun(0), { type: 'attempt_lost', at: 2, task: 0, attempt: 1 }, begun(0, 2, 3))
      .when({ type: 'succeed', at: 4, task: 0, attempt: 1, output })
      .thenNothing();
  });

  it('a lost attempt is made again under the next number, and counts as no failure', () => {
    const state = specifyRun(two)
      .given(started, begun(0))
      .when({ type: 'lose', at: 2, task: 0, attempt: 1 })
      .thenFollow({ type: 'attempt_lost', at: 2, task: 0, attempt: 1 });
    expect(state.tasks[0]).toEqual({ kind: 'ready', attempt: 2, failed: 0 });
  });

  it('after a cancel, what runs is waited for, and even its success is a cancelled attempt', () => {
    specifyRun(two)
      .given(started, begun(0), { type: 'cancel_requested', at: 2, reason: 'enough' })
      .when({ type: 'succeed', at: 3, task: 0, attempt: 1, output })
      .thenFollow(
        { type: 'attempt_cancelled', at: 3, task: 0, attempt: 1 },
        { type: 'run_ended', at: 3, status: 'cancelled' },
      );
  });

  it('a second cancel, and anything after the end, comes to nothing', () => {
    specifyRun([{ name: 'a', dependencies: [] }])
      .given(
        started,
        { type: 'cancel_requested', at: 1, reason: 'enough' },
        { type: 'run_ended', at: 1, status: 'cancelled' },
      )
      .when({ type: 'cancel', at: 2, reason: 'again' }, { type: 'grant', at: 2, task: 0 }, { type: 'expire', at: 2 })
      .thenNothing();
  });

  it('a run without tasks ends when it starts', () => {
    specifyRun([])
      .given()
      .when({ type: 'start', at: 5 })
      .thenFollow({ type: 'run_started', at: 5 }, { type: 'run_ended', at: 5, status: 'completed' });
  });

  it('facts that are not those are shown as a difference', () => {
    const asked = specifyRun(two).given(started).when({ type: 'grant', at: 1, task: 0 });
    expect(() => asked.thenNothing()).toThrow(/deepStrictEqual|strictly deep-equal/);
  });
});
