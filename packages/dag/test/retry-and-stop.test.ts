import { type Failure, failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { advance, type Command, initialState, type RetryPolicy, type RunState, wantedBy } from '../src/index.ts';
import { planned } from './simulation.ts';

const failure = failureFrom(new Error('boom'));

function running(retry?: RetryPolicy): RunState {
  const state = initialState(planned([{ name: 'a', dependencies: [], ...(retry !== undefined && { retry }) }]));
  advance(state, [
    { type: 'start', at: 0 },
    { type: 'grant', at: 0, task: 0 },
  ]);
  return state;
}

/** Milliseconds between the failures of the only task and its next attempts, one for each random number. */
function delays(retry: RetryPolicy, randoms: readonly number[]): (number | null)[] {
  const state = running(retry);
  return randoms.map((random, index) => {
    const attempt = index + 1;
    const [failed] = advance(state, [{ type: 'fail', at: 1_000, task: 0, attempt, failure, random }]);
    if (failed?.type !== 'attempt_failed') throw new Error(`nothing failed at attempt ${attempt}`);
    advance(state, [
      { type: 'wake', at: 1_000, task: 0, attempt: attempt + 1 },
      { type: 'grant', at: 1_000, task: 0 },
    ]);
    return failed.retryAt === null ? null : failed.retryAt - 1_000;
  });
}

describe('the delay before a retry', () => {
  it('given a factor, then it grows by it until the cap, and after the last there is none', () => {
    const retry = { maxRetries: 4, delayMs: 100, factor: 3, capMs: 1_000, jitter: 0 };
    expect(delays(retry, [0, 0, 0, 0, 0])).toEqual([100, 300, 900, 1_000, null]);
  });

  it('given jitter, then it is spread evenly around itself', () => {
    const retry = { maxRetries: 4, delayMs: 1_000, factor: 1, capMs: 60_000, jitter: 0.2 };
    expect(delays(retry, [0, 0.25, 0.5, 0.75])).toEqual([800, 900, 1_000, 1_100]);
  });
});

describe('a failure that is worth another attempt', () => {
  const plain = { maxRetries: 3, delayMs: 1_000, factor: 1, capMs: 60_000, jitter: 0 };
  const withCode = (code: string, more: object = {}) => ({ ...failure, code, ...more });

  it.each<[string, RetryPolicy, Failure, number | null]>([
    ['any, where no code is named', plain, withCode('X'), 1_000],
    ['one of the named codes', { ...plain, onCodes: ['X'] }, withCode('X'), 1_000],
    ['none of the named codes', { ...plain, onCodes: ['Y'] }, withCode('X'), null],
    ['one of the exit codes', { ...plain, exitCodes: [75] }, withCode('X', { details: { exit_code: 75 } }), 1_000],
    ['another exit code', { ...plain, exitCodes: [75] }, withCode('X', { details: { exit_code: 1 } }), null],
    ['no command, where exit codes are named', { ...plain, exitCodes: [75] }, withCode('X'), null],
    [
      'an exit code beside named codes',
      { ...plain, onCodes: ['Y'], exitCodes: [75] },
      withCode('X', { details: { exit_code: 75 } }),
      1_000,
    ],
    ['one that is never tried again', { ...plain, never: ['X'] }, withCode('X'), null],
    ['named, but final by its own word', { ...plain, onCodes: ['X'] }, withCode('X', { retryable: false }), null],
    ['one that asks for a longer wait', plain, withCode('X', { retryAfter: 90 }), 90_000],
    ['one that asks for a shorter wait', plain, withCode('X', { retryAfter: 0.5 }), 1_000],
  ])('given %s', (_, retry, failed, delay) => {
    const [event] = advance(running(retry), [
      { type: 'fail', at: 5_000, task: 0, attempt: 1, failure: failed, random: 0.5 },
    ]);
    expect(event).toMatchObject({ retryAt: delay === null ? null : 5_000 + delay });
  });
});

describe('what is wanted for a task that runs', () => {
  it.each<[string, Command[], string]>([
    ['nothing else was asked', [], 'invoke'],
    ['the run is cancelled', [{ type: 'cancel', at: 1, reason: 'enough' }], 'stop'],
    ['the time of the run is over', [{ type: 'expire', at: 1 }], 'stop'],
    ['the task alone is cancelled', [{ type: 'cancel_task', at: 1, task: 0 }], 'stop'],
  ])('given that %s', (_, commands, wanted) => {
    const state = running();
    advance(state, commands);
    expect(wantedBy(state, 0)).toBe(wanted);
  });

  it('given a run without a task that is still new, then it does not end before it began', () => {
    const state = initialState(planned([]));
    expect(advance(state, [{ type: 'cancel', at: 0, reason: 'early' }])).toEqual([]);
    expect(advance(state, [{ type: 'start', at: 1 }]).map(({ type }) => type)).toEqual(['run_started', 'run_ended']);
  });
});
