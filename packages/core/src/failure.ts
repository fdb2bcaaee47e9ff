/**
 * Why an attempt, task or run failed: plain data, fit for a journal and for the wire.
 * `retryable: false` ends the task whatever its retry policy allows.
 */
export interface Failure {
  /** The specification's `error_type`, one of {@link errorTypes}: who failed. A text, so that older journals can be read. */
  readonly type: string;
  /** The specification's `error_code`: what failed, for programs; see {@link failureCodes}. */
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds that a retry should wait at least, as who refused the work said: HTTP's `Retry-After`. */
  readonly retryAfter?: number | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly cause?: Failure | undefined;
}

/** The specification's exception classes. */
export const errorTypes = [
  'OrchestrationError',
  'WorkflowExecutionError',
  'TaskExecutionError',
  'ResourceAllocationError',
  'ProjectManagementError',
] as const;
export type ErrorType = (typeof errorTypes)[number];

/** The codes that the product itself gives; plugins add their own in the same form. */
export const failureCodes = [
  'ACTION_FAILED',
  'ACTION_NOT_FOUND',
  'ADDRESS_REFUSED',
  'ALREADY_EXISTS',
  'ATTEMPT_LOST',
  'CANCELLED',
  'COMMAND_FAILED',
  'COMMAND_NOT_FOUND',
  'DATA_FOLDER_UNUSABLE',
  'DEPENDENCY_FAILED',
  'DISK_FULL',
  'EFFECT_NOT_DECLARED',
  'EFFECT_REFUSED',
  'FILE_TOO_LARGE',
  'HOOK_FAILED',
  'HOOK_TIMEOUT',
  'HTTP_FAILED',
  'INTERNAL_ERROR',
  'INVALID_OUTPUT',
  'INVALID_PARAMETERS',
  'INVALID_RESPONSE',
  'INVALID_WORKFLOW',
  'JOURNAL_CONFLICT',
  'JOURNAL_CORRUPT',
  'LIMITS_UNENFORCEABLE',
  'MODULE_NOT_FOUND',
  'NOT_APPLICABLE',
  'NOT_FOUND',
  'ORCHESTRATION_FAILED',
  'OUT_OF_MEMORY',
  'PATH_REFUSED',
  'PERMISSION_DENIED',
  'PLUGIN_UNUSABLE',
  'PROCESS_EXITED',
  'PROCESS_SIGNALLED',
  'PROJECT_EXISTS',
  'PROJECT_FAILED',
  'PROJECT_NOT_FOUND',
  'RESOURCE_LIMIT',
  'RESOURCE_UNAVAILABLE',
  'RESPONSE_TOO_LARGE',
  'RUN_ENDED',
  'RUN_NOT_FOUND',
  'RUN_OWNED',
  'SANDBOX_UNAVAILABLE',
  'SECRET_MISSING',
  'SESSION_NOT_FOUND',
  'SHUT_DOWN',
  'STORE_CLOSED',
  'TASK_FAILED',
  'TIMEOUT_EXCEEDED',
  'TOO_MANY_ENTRIES',
  'USAGE',
  'WORKFLOW_EXISTS',
  'WORKFLOW_FAILED',
  'WORKFLOW_NOT_FOUND',
] as const;
export type FailureCode = (typeof failureCodes)[number];
