import { isNotApplicable } from './errors.ts';
import type { Failure } from './failure.ts';
import { type Bearing, failureFrom, failureOf } from './failure-from.ts';

/** The specification's error response (document 3, "Error Response Format"), as it goes over the wire: these keys, no other. */
export interface ErrorResponse {
  readonly success: false;
  readonly error: string;
  readonly error_type: string;
  readonly error_code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestions: readonly string[];
}

const ofDoor: Bearing = { type: 'OrchestrationError', code: 'INTERNAL_ERROR', retryable: false };

/**
 * The one maker of error responses: of a recorded {@link Failure}, or of whatever was thrown. An error that nobody threw on
 * purpose is a fault of ours, `INTERNAL_ERROR`, unless the operating system's own code says more.
 */
export function errorResponse(problem: unknown): ErrorResponse {
  const failure = failureToTell(problem);
  return {
    success: false,
    error: failure.message,
    error_type: failure.type,
    error_code: failure.code,
    details: failure.cause === undefined ? (failure.details ?? {}) : { ...failure.details, cause: failure.cause },
    suggestions: failure.suggestions ?? [],
  };
}

function failureToTell(problem: unknown): Failure {
  if (isFailure(problem)) return problem;
  return isNotApplicable(problem) ? failureFrom(problem) : failureOf(problem, ofDoor);
}

function isFailure(problem: unknown): problem is Failure {
  if (typeof problem !== 'object' || problem === null || problem instanceof Error) return false;
  return ['type', 'code', 'message', 'retryable'].every((key) => key in problem);
}
