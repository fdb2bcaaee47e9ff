import type { Failure } from '@codomyrmex/core';
import { kindText } from './kind-text.ts';

/** A condition as it is written: under its key, with one that would be right. */
export interface WrittenCondition {
  readonly key: 'when' | 'until';
  readonly example: string;
}

/** What a condition came to. Its template is that of a record with the condition alone, so that messages name it. */
export function truthOf(evaluated: unknown, { key, example }: WrittenCondition): boolean | Failure {
  const value: unknown = typeof evaluated === 'object' && evaluated !== null ? Reflect.get(evaluated, key) : undefined;
  if (typeof value === 'boolean') return value;
  return {
    type: 'TaskExecutionError',
    code: 'INVALID_CONDITION',
    message: `"${key}" is neither true nor false: it is ${kindText(value)}`,
    retryable: false,
    suggestions: [`Compare it with something: ${example}.`],
  };
}
