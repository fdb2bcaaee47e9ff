import { ActionError } from '@codomyrmex/core';
import type { HttpExchange } from './http-exchange.ts';

/** What fetch says of the ports that its specification blocks. */
const BAD_PORT = 'bad port';

/** What an exchange without an answer comes to. fetch says "fetch failed" and keeps the reason as its cause. */
export function httpFailure(error: unknown, { shown }: HttpExchange, timedOutAfter: number | undefined): ActionError {
  if (timedOutAfter !== undefined) {
    return new ActionError(`${shown} gave no answer within ${timedOutAfter} s`, {
      code: 'TIMEOUT_EXCEEDED',
      retryable: true,
      details: { timeout: timedOutAfter, scope: 'request' },
    });
  }
  const reason = innermost(error);
  if (reason instanceof ActionError) return reason;
  if (reason instanceof Error && reason.message === BAD_PORT) {
    return new ActionError(`${shown} names a port of another protocol, such as mail, that HTTP may not speak to`, {
      code: 'ADDRESS_REFUSED',
      retryable: false,
    });
  }
  const why = reason instanceof Error ? reason.message || reason.name : String(reason);
  return new ActionError(`${shown} failed: ${why}`, { code: 'HTTP_FAILED', retryable: true, cause: reason });
}

const DEEPEST = 8;

/** What an error comes from: the last of its causes, or the first that is an action's. */
export function innermost(error: unknown): unknown {
  let found = error;
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (found instanceof ActionError || !(found instanceof Error) || found.cause === undefined) return found;
    found = found.cause;
  }
  return found;
}
