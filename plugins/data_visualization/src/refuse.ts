import { ActionError } from '@codomyrmex/core';

/** Something about the data cannot be drawn: says where and what, and what to do about it. */
export function refuse(path: string, message: string, suggestion?: string): never {
  throw new ActionError(`${path}: ${message}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    details: { path },
    ...(suggestion !== undefined && { suggestions: [suggestion] }),
  });
}

/** A value as an error message names it: never at length. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return `a ${typeof value}`;
  return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
}
