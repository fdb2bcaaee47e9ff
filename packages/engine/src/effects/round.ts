import { type Failure, failureFrom } from '@codomyrmex/core';
import type { EvaluationScope } from '../expression/scope.ts';
import { truthOf } from '../expression/truth.ts';
import type { Report } from '../runtime/invocation.ts';
import type { Repetition } from '../runtime/run-plan.ts';

type Done = Report & { readonly kind: 'succeeded' };

export interface Round {
  /** Counted from 0. */
  readonly round: number;
  readonly scope: EvaluationScope;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const written = { key: 'until', example: '{{ output.count > 0 }}' } as const;

/** The names that the work of a round sees. */
export const roundLocals = (round: number): Readonly<Record<string, unknown>> => ({ index: round });

/** What work that was done comes to where it is done until something is true. */
export function roundEnd({ until, max, delayMs }: Repetition, done: Done, { round, scope, now }: Round): Report {
  try {
    const locals = { ...roundLocals(round), ...scope.locals, output: done.output };
    const truth = truthOf(until.evaluate({ ...scope, locals }), written);
    if (typeof truth !== 'boolean') return { kind: 'failed', failure: truth };
    if (truth) return done;
    if (round + 1 >= max) return { kind: 'failed', failure: exhausted(max) };
    return { kind: 'to_repeat', due: now + delayMs };
  } catch (error) {
    return { kind: 'failed', failure: failureFrom(error) };
  }
}

function exhausted(max: number): Failure {
  return {
    type: 'TaskExecutionError',
    code: 'REPEAT_EXHAUSTED',
    message: `"until" was not true after ${max} times`,
    retryable: false,
    details: { max },
    suggestions: ['Raise "max" of "repeat", or let more time pass with "delay".'],
  };
}
