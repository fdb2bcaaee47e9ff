import { type Failure, failureFrom } from '@codomyrmex/core';
import type { Verdict } from '@codomyrmex/dag';
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

/** The template is that of a record with the condition alone, so that messages name it. */
function verdictOf(evaluated: unknown): Verdict {
  const value = typeof evaluated === 'object' && evaluated !== null && 'when' in evaluated ? evaluated.when : undefined;
  if (value === true) return { kind: 'holds' };
  if (value === false) return { kind: 'fails_to_hold' };
  return { kind: 'broken', failure: notBoolean(value) };
}

function notBoolean(value: unknown): Failure {
  return {
    type: 'TaskExecutionError',
    code: 'INVALID_CONDITION',
    message: `"when" is neither true nor false: it is ${value === null ? 'null' : `a ${typeof value}`}`,
    retryable: false,
    suggestions: ['Compare it with something: {{ count > 0 }}.'],
  };
}
