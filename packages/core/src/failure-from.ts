import { isNotApplicable, isOrchestrationError, type OrchestrationError } from './errors.ts';
import type { Failure } from './failure.ts';
import { whyNotJson } from './json.ts';
import { MAX_SECONDS } from './seconds.ts';
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
    code: typeof error.code === 'string' ? error.code : 'ACTION_FAILED',
    message: messageOf(error) ?? 'an Error without a message',
    retryable: Boolean(error.retryable),
    ...waitOf(error.retryAfter),
    ...detailsOf(error.details),
    ...suggestionsOf(error.suggestions),
  };
}

// What code of others gives is not believed to be of its type: a journal that holds something else cannot be read again.

function waitOf(retryAfter: unknown): Pick<Failure, 'retryAfter'> {
  if (typeof retryAfter !== 'number' || !(retryAfter >= 0)) return {};
  return { retryAfter: Math.min(retryAfter, MAX_SECONDS) };
}

function detailsOf(details: unknown): Pick<Failure, 'details'> {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return {};
  if (Object.keys(details).length === 0) return {};
  const reason = whyNotJson(details);
  return { details: reason === undefined ? { ...details } : { omitted: `the details were no JSON: ${reason}` } };
}

function suggestionsOf(suggestions: unknown): Pick<Failure, 'suggestions'> {
  const texts = Array.isArray(suggestions) ? suggestions.filter((one): one is string => typeof one === 'string') : [];
  return texts.length > 0 ? { suggestions: texts } : {};
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
