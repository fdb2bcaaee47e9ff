import type { ErrorType, FailureCode } from './failure.ts';
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
  /** Seconds to wait at least before another attempt: HTTP's `Retry-After`. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/**
 * The one base of everything thrown on purpose. Tell instances by {@link isOrchestrationError} and `code`,
 * never by `instanceof`: a package can be loaded twice.
 */
export class OrchestrationError extends Error {
  readonly [brand] = true;
  /** The specification's class: what `error_type` says in failures and responses, whatever finer class was thrown. */
  readonly errorType: ErrorType = 'OrchestrationError';
  readonly family: ErrorFamily = 'caller';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestions: readonly string[];
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? 'ORCHESTRATION_FAILED';
    this.details = options.details ?? {};
    this.suggestions = options.suggestions ?? [];
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** A workflow cannot be run, or did not end well; `WORKFLOW_FAILED` unless said otherwise. */
export class WorkflowExecutionError extends OrchestrationError {
  override readonly errorType = 'WorkflowExecutionError';
  override readonly family: ErrorFamily = 'world';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'WORKFLOW_FAILED', ...options });
  }
}

/** Something written is wrong, so that it cannot be run; carries every problem found, in `details` too. */
export class DefinitionError extends WorkflowExecutionError {
  override readonly family = 'author';
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[], options: ErrorOptions = {}) {
    const details = problems.length === 0 ? options.details : { ...options.details, problems };
    super(message, { code: 'INVALID_WORKFLOW', ...options, ...(details !== undefined && { details }) });
    this.problems = problems;
  }
}

/** A task did not do its work; another attempt may help unless it says otherwise. */
export class TaskExecutionError extends OrchestrationError {
  override readonly errorType = 'TaskExecutionError';
  override readonly family = 'world';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'TASK_FAILED', retryable: true, ...options });
  }
}

/** Thrown by an action that could not do its work; becomes the attempt's failure. */
export class ActionError extends TaskExecutionError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'ACTION_FAILED', ...options });
  }
}

/** What was asked for cannot be had here, now or ever; the message says which. */
export class ResourceAllocationError extends OrchestrationError {
  override readonly errorType = 'ResourceAllocationError';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'RESOURCE_UNAVAILABLE', ...options });
  }
}

/** A project cannot be made, found or changed as asked: `PROJECT_EXISTS`, `PROJECT_NOT_FOUND`, … */
export class ProjectManagementError extends OrchestrationError {
  override readonly errorType = 'ProjectManagementError';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'PROJECT_FAILED', ...options });
  }
}

/** The caller asked for something that cannot be: a wrong flag, a closed session, a name that is taken. */
export class UsageError extends OrchestrationError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'USAGE', ...options });
  }
}

/** What these two mean is in their code alone. */
type CodedOptions = ErrorOptions & { readonly code: FailureCode | (string & {}) };

/** The caller named something that is not there. */
export class NotFoundError extends OrchestrationError {
  constructor(message: string, options: CodedOptions) {
    super(message, options);
  }
}

/** The machine or the store refuses: no room, no right, a damaged file. */
export class StorageError extends OrchestrationError {
  override readonly family = 'world';

  constructor(message: string, options: CodedOptions) {
    super(message, options);
  }
}

/** A guarantee of ours is broken; the message says which. */
export class InternalError extends OrchestrationError {
  override readonly family = 'internal';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'INTERNAL_ERROR', ...options });
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
export function isOrchestrationError(error: unknown): error is OrchestrationError {
  return error instanceof Error && brand in error && 'family' in error;
}

export function isNotApplicable(error: unknown): error is NotApplicable {
  return error instanceof Error && brand in error && 'code' in error && error.code === 'NOT_APPLICABLE';
}

/** Ends a switch over a union: a kind that is not handled does not compile. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected value ${JSON.stringify(value)}`);
}
