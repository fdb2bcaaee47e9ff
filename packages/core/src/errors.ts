import type { Failure, FailureCode } from './failure.ts';
import type { Problem } from './problem.ts';

const brand = Symbol.for('codomyrmex.error');

/** Who must act: the author of what is written, the caller, the world, or us. */
export type ErrorFamily = 'author' | 'caller' | 'world' | 'internal';

export interface ErrorOptions {
  readonly code?: FailureCode | (string & {});
  readonly details?: Readonly<Record<string, unknown>>;
  readonly suggestions?: readonly string[];
  /** For failures of the world: whether another attempt may help; true unless said otherwise. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one base of everything thrown on purpose. Tell instances by {@link isCodomyrmexError} and `code`,
 * never by `instanceof`: a package can be loaded twice.
 */
export abstract class CodomyrmexError extends Error {
  readonly [brand] = true;
  abstract readonly family: ErrorFamily;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestions: readonly string[];
  readonly retryable: boolean;

  constructor(message: string, defaultCode: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? defaultCode;
    this.details = options.details ?? {};
    this.suggestions = options.suggestions ?? [];
    this.retryable = options.retryable ?? true;
  }
}

/** Something written is wrong; carries every problem found, not only the first. */
export class DefinitionError extends CodomyrmexError {
  readonly family = 'author';
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[], options: ErrorOptions = {}) {
    super(message, 'INVALID_WORKFLOW', { retryable: false, ...options });
    this.problems = problems;
  }
}

/** The caller asked for something that cannot be: a wrong flag, a closed session, a name that is taken. */
export class UsageError extends CodomyrmexError {
  readonly family = 'caller';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'USAGE', { retryable: false, ...options });
  }
}

/** The caller named something that is not there. */
export class NotFoundError extends CodomyrmexError {
  readonly family = 'caller';

  constructor(message: string, options: ErrorOptions & { readonly code: FailureCode | (string & {}) }) {
    super(message, options.code, { retryable: false, ...options });
  }
}

/** Thrown by an action that could not do its work; becomes the attempt's {@link Failure}. */
export class ActionError extends CodomyrmexError {
  readonly family = 'world';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'ACTION_FAILED', options);
  }
}

/** The machine or the store refuses: no room, no right, a damaged file. */
export class StorageError extends CodomyrmexError {
  readonly family = 'world';

  constructor(message: string, options: ErrorOptions & { readonly code: FailureCode | (string & {}) }) {
    super(message, options.code, { retryable: false, ...options });
  }
}

/** A guarantee of ours is broken; the message says which. */
export class InternalError extends CodomyrmexError {
  readonly family = 'internal';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'INTERNAL_ERROR', { retryable: false, ...options });
  }
}

/** Thrown by an action whose work has no object here (no git repository, no such language): the task is skipped, not failed. */
export class NotApplicable extends Error {
  readonly [brand] = true;
  readonly code = 'NOT_APPLICABLE';

  constructor(reason: string) {
    super(reason);
    this.name = 'NotApplicable';
  }
}

/** True for errors of ours from any loaded copy of this package. */
export function isCodomyrmexError(error: unknown): error is CodomyrmexError {
  return error instanceof Error && brand in error && 'family' in error;
}

export function isNotApplicable(error: unknown): error is NotApplicable {
  return error instanceof Error && brand in error && 'code' in error && error.code === 'NOT_APPLICABLE';
}

/** Ends a switch over a union: a kind that is not handled does not compile. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected value ${JSON.stringify(value)}`);
}

const MAX_CAUSES = 8;

/** Whatever was thrown, as plain data. The cause chain is kept up to eight links. */
export function failureFrom(thrown: unknown, depth = 0): Failure {
  if (!(thrown instanceof Error)) {
    return { type: 'TaskExecutionError', code: 'ACTION_FAILED', message: String(thrown), retryable: true };
  }
  const cause = thrown.cause !== undefined && depth < MAX_CAUSES ? failureFrom(thrown.cause, depth + 1) : undefined;
  const ours = isCodomyrmexError(thrown);
  return {
    type: ours ? familyType[thrown.family] : thrown.name,
    code: ours ? thrown.code : systemCode(thrown),
    message: thrown.message || thrown.name,
    retryable: ours ? thrown.retryable : true,
    ...(ours && Object.keys(thrown.details).length > 0 && { details: thrown.details }),
    ...(ours && thrown.suggestions.length > 0 && { suggestions: thrown.suggestions }),
    ...(cause !== undefined && { cause }),
  };
}

/** The specification's exception names, by who must act. */
const familyType: Readonly<Record<ErrorFamily, string>> = {
  author: 'WorkflowExecutionError',
  caller: 'OrchestrationError',
  world: 'TaskExecutionError',
  internal: 'InternalError',
};

function systemCode(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'DISK_FULL';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'PERMISSION_DENIED';
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'OUT_OF_MEMORY';
  return 'ACTION_FAILED';
}
