import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import type { BridgeFailure } from './answer.ts';

/** Of these another attempt may end otherwise: the code ran, or was about to. */
const retryable = new Set(['PYTHON_RAISED', 'TIMEOUT_EXCEEDED', 'PROCESS_EXITED', 'PROCESS_SIGNALLED']);

/** What the bridge told, as the failure of an attempt. `what` is how the message calls the job. */
export function bridgeError(what: string, failure: BridgeFailure): ActionError {
  return new ActionError(`${what}: ${failure.message}`, {
    code: failure.code,
    retryable: retryable.has(failure.code),
    details: failure.details,
    suggestions: suggestionsFor(failure),
  });
}

const hints = z.object({
  near: z.array(z.string()).default([]),
  functions: z.array(z.string()).default([]),
  missing: z.union([z.string(), z.array(z.string())]).optional(),
});

function suggestionsFor({ code, details }: BridgeFailure): readonly string[] {
  const { near, functions, missing } = hints.catch({ near: [], functions: [] }).parse(details);
  switch (code) {
    case 'MODULE_NOT_FOUND':
    case 'ACTION_NOT_FOUND':
      if (near.length > 0) return [`did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`];
      if (functions.length > 0) return [`its functions are ${functions.join(', ')}`];
      return ['Look with python.check_environment whether the package is on the path; python.list_modules lists it.'];
    case 'MODULE_UNIMPORTABLE':
      return typeof missing === 'string' ? [`Install what provides "${missing}" for this Python.`] : [];
    case 'INVALID_PARAMETERS':
      return ['python.describe tells the parameters of every function of a module.'];
    case 'RESULT_TOO_LARGE':
      return ['Let the function write to a file, and return its path.'];
    case 'TIMEOUT_EXCEEDED':
      return ['Raise the timeout of the call, or give it less to do.'];
    case 'PROCESS_SIGNALLED':
      return ['The log of the step has what Python wrote; SIGKILL often means that the system had no memory left.'];
    default:
      return [];
  }
}
