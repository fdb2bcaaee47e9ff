import { isNotApplicable, isOrchestrationError, type OrchestrationError } from './errors.ts';
import type { Failure } from './failure.ts';
import { whyNotJson } from './json.ts';
import { MAX_SECONDS } from './seconds.ts';
import { messageOf, thrownText } from './thrown-text.ts';

const MAX_CAUSES = 8;

/** What is said of an error that says nothing of it itself. */
export type Bearing = Pick<Failure, 'type' | 'code' | 'retryable'>;

const ofAction: Bearing = { type: 'TaskExecutionError', code: 'ACTION_FAILED', retryable: true };

/**
 * Whatever an action threw, as plain data. What is not of ours is a task's failure too, and `details.exception` names its
 * class. The cause chain is kept up to eight links.
 */
export const failureFrom = (thrown: unknown): Failure => failureOf(thrown, ofAction);

/** The same of what was thrown elsewhere. */
export function failureOf(thrown: unknown, bearing: Bearing): Failure {
  if (!(thrown instanceof Error)) return { ...bearing, message: noErrorText(thrown) };
  const told = isOrchestrationError(thrown) ? ours(thrown) : foreign(thrown, systemCodeOf(thrown), bearing);
  return withCause(told, thrown, 1);
}

function withCause(failure: Failure, { cause }: Error, depth: number): Failure {
  if (cause === undefined || depth > MAX_CAUSES) return failure;
  const told = causeOf(failure, cause);
  return { ...failure, cause: cause instanceof Error ? withCause(told, cause, depth + 1) : told };
}

/** A cause bears the code of what raised it, the system's or a library's; without one, that of what came of it. */
function causeOf({ type, code, retryable }: Failure, cause: unknown): Failure {
  const bearing: Bearing = { type, code, retryable };
  if (cause instanceof Error) {
    return isOrchestrationError(cause) ? ours(cause) : foreign(cause, systemCodeOf(cause) ?? ownCodeOf(cause), bearing);
  }
  return { ...bearing, message: typeof cause === 'string' ? cause : noErrorText(cause) };
}

const noErrorText = (thrown: unknown): string => `${thrownText(thrown)} was thrown, which is no Error`;

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

function foreign(error: Error, code: string | undefined, bearing: Bearing): Failure {
  return {
    ...bearing,
    code: isNotApplicable(error) ? error.code : (code ?? bearing.code),
    message: messageOf(error) ?? 'an Error without a message',
    ...(error.name !== 'Error' && { details: { exception: error.name } }),
  };
}

/** As Node, its libraries and SQLite give them: `ENOENT`, `ERR_SQLITE_ERROR`. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

function ownCodeOf(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}

/** Our code for what the operating system said; `undefined` for everything else. */
function systemCodeOf(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'DISK_FULL';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'PERMISSION_DENIED';
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || isRefusedAllocation(error)) return 'OUT_OF_MEMORY';
  return undefined;
}

/** What V8 throws when the system gives it no memory for a buffer; it bears no code. */
const isRefusedAllocation = ({ name, message }: Error): boolean =>
  name === 'RangeError' && message === 'Array buffer allocation failed';
