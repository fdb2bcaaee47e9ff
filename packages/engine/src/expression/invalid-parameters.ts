import { ActionError, type JsonValue } from '@codomyrmex/core';
import { kindText } from './kind-text.ts';

/** What expressions gave cannot be used, and would not be another time. */
export const invalidParameters = (message: string): ActionError =>
  new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false });

/** @throws ActionError INVALID_PARAMETERS; `called` is how it speaks of the value. */
export function listOf(value: unknown, called: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  throw invalidParameters(`${called} is no list: it is ${kindText(value)}`);
}
