import {
  ActionError,
  DefinitionError,
  type ErrorOptions,
  type Failure,
  OrchestrationError,
  ProjectManagementError,
  ResourceAllocationError,
} from '@codomyrmex/core';

/** An error of which `failureFrom` makes `failure` again: for failures that crossed a thread's boundary. */
export function thrownFailure(failure: Failure): Error {
  const cause = failure.cause === undefined ? undefined : thrownFailure(failure.cause);
  const options: ErrorOptions = {
    code: failure.code,
    retryable: failure.retryable,
    ...(failure.retryAfter !== undefined && { retryAfter: failure.retryAfter }),
    details: failure.details ?? {},
    suggestions: failure.suggestions ?? [],
    cause,
  };
  switch (failure.type) {
    case 'OrchestrationError':
      return new OrchestrationError(failure.message, options);
    case 'WorkflowExecutionError':
      return new DefinitionError(failure.message, [], options);
    case 'ResourceAllocationError':
      return new ResourceAllocationError(failure.message, options);
    case 'ProjectManagementError':
      return new ProjectManagementError(failure.message, options);
    default:
      return new ActionError(failure.message, options);
  }
}
