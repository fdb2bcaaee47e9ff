import type { Failure } from './failure.ts';

/** The specification's error response (document 3, "Error Response Format"), as it goes over the wire. */
export interface ErrorResponse {
  readonly success: false;
  readonly error: string;
  readonly error_type: string;
  readonly error_code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestions: readonly string[];
}

export function errorResponse(failure: Failure): ErrorResponse {
  return {
    success: false,
    error: failure.message,
    error_type: failure.type,
    error_code: failure.code,
    details: failure.cause === undefined ? (failure.details ?? {}) : { ...failure.details, cause: failure.cause },
    suggestions: failure.suggestions ?? [],
  };
}
