import {
  ActionError,
  DefinitionError,
  type ErrorOptions,
  type Failure,
  InternalError,
  UsageError,
} from '@codomyrmex/core';

/** An error of which `failureFrom` makes `failure` again: for failures that crossed a thread's boundary. */
export function thrownFailure(failure: Failure): Error {
  const cause = failure.cause === undefined ? undefined : thrownFailure(failure.cause);
  const options: ErrorOptions = {
    code: failure.code,
    retryable: failure.retryable,
    details: failure.details ?? {},
    suggestions: failure.suggestions ?? [],
    cause,
  };
  switch (failure.type) {
    case 'TaskExecutionError':
      return new ActionError(failure.message, options);
    case 'OrchestrationError':
      return new UsageError(failure.message, options);
    case 'WorkflowExecutionError':
      return new DefinitionError(failure.message, [], options);
    case 'InternalError':
      return new InternalError(failure.message, options);
    default:
      return foreignError(failure, cause);
  }
}

/** An error that is not of ours has its class's name as type; its code was read off the system's. */
function foreignError(failure: Failure, cause: Error | undefined): Error {
  const error = new Error(failure.message, cause === undefined ? undefined : { cause });
  const code = systemCodes.get(failure.code);
  return Object.assign(error, { name: failure.type }, code === undefined ? {} : { code });
}

const systemCodes: ReadonlyMap<string, string> = new Map([
  ['DISK_FULL', 'ENOSPC'],
  ['PERMISSION_DENIED', 'EACCES'],
  ['OUT_OF_MEMORY', 'ERR_WORKER_OUT_OF_MEMORY'],
]);
