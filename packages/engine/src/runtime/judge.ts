import { failureFrom } from '@codomyrmex/core';
import type { Verdict } from '@codomyrmex/dag';
import { truthOf } from '../expression/truth.ts';
import type { Condition } from './run-plan.ts';
import type { Upstream } from './upstream.ts';

/** Evaluates a condition. Never rejects: one without a value is told as such. */
export type Judge = (condition: Condition) => Promise<Verdict>;

export function judge(upstream: Upstream): Judge {
  return async ({ template, reads }) => {
    try {
      return verdictOf(template.evaluate(await upstream.scopeOf(reads)));
    } catch (error) {
      return { kind: 'broken', failure: failureFrom(error) };
    }
  };
}

const written = { key: 'when', example: '{{ count > 0 }}' } as const;

function verdictOf(evaluated: unknown): Verdict {
  const truth = truthOf(evaluated, written);
  if (typeof truth !== 'boolean') return { kind: 'broken', failure: truth };
  return truth ? { kind: 'holds' } : { kind: 'fails_to_hold' };
}
