import { isNotApplicable, isOrchestrationError, type OrchestrationError } from './errors.ts';
import type { Failure } from './failure.ts';
import { messageOf, thrownText } from './thrown-text.ts';

const MAX_CAUSES = 8;

/**
 * Whatever an action threw, as plain data. What is not of ours is a task's failure too, and `details.exception` names its
 * class. The cause chain is kept up to eight links.
 */
export function failureFrom(thrown: unknown, depth = 0): Failure {
  if (!(thrown instanceof Error)) {
    // A text that stands as the cause of an Error is a message; thrown, it is a mistake that is told.
    const message =
      depth > 0 && typeof thrown === 'string' ? thrown : `${thrownText(thrown)} was thrown, which is no Error`;
    return { type: 'TaskExecutionError', code: 'ACTION_FAILED', message, retryable: true };
  }
  const cause = thrown.cause !== undefined && depth < MAX_CAUSES ? failureFrom(thrown.cause, depth + 1) : undefined;
  const told = isOrchestrationError(thrown) ? ours(thrown) : foreign(thrown);
  return { ...told, ...(cause !== undefined && { cause }) };
}

function ours(error: OrchestrationError): Failure {
  return {
    type: error.errorType,
    code: error.code,
    message: messageOf(error) ?? 'an Error without a message',
    retryable: error.retryable,
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
    ...(error.suggestions.length > 0 && { suggestions: error.suggestions }),
  };
}

function foreign(error: Error): Failure {
  return {
    type: 'TaskExecutionError',
    code: isNotApplicable(error) ? error.code : (systemCodeOf(error) ?? 'ACTION_FAILED'),
    message: messageOf(error) ?? 'an Error without a message',
    retryable: true,
    ...(error.name !== 'Error' && { details: { exception: error.name } }),
  };
}

/** Our code for what the operating system said; `undefined` for everything else. */
export function systemCodeOf(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'DISK_FULL';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'PERMISSION_DENIED';
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || isRefusedAllocation(error)) return 'OUT_OF_MEMORY';
  return undefined;
}

/** What V8 throws when the system gives it no memory for a buffer; it bears no code. */
const isRefusedAllocation = ({ name, message }: Error): boolean =>
  name === 'RangeError' && message === 'Array buffer allocation failed';
