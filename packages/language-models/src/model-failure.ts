import { AISDKError, APICallError } from '@ai-sdk/provider';
import { ActionError, isOrchestrationError, type OrchestrationError } from '@codomyrmex/core';

const DEEPEST = 8;
const SHOWN_CHARACTERS = 1_000;
const MAX_WAIT_SECONDS = 24 * 3_600;

/** What a call of a model that gave no answer comes to. */
export function modelFailure(error: unknown): OrchestrationError {
  const ours = causeOfOurs(error);
  if (ours !== undefined) return ours;
  if (APICallError.isInstance(error)) return refusedCall(error);
  const why = error instanceof Error ? error.message : String(error);
  return new ActionError(`the model gave no answer that can be read: ${why.slice(0, SHOWN_CHARACTERS)}`, {
    code: AISDKError.isInstance(error) ? 'INVALID_RESPONSE' : 'MODEL_FAILED',
  });
}

/** Whether the provider did not begin to answer, so that nothing was used. */
export function isUnanswered(error: unknown): boolean {
  if (APICallError.isInstance(error)) return error.statusCode === undefined || error.statusCode >= 400;
  return causeOfOurs(error)?.code === 'ADDRESS_REFUSED';
}

function refusedCall({ statusCode, responseHeaders, responseBody, message, isRetryable }: APICallError): ActionError {
  // An answer of 200 that cannot be read comes this way too.
  const isAnswered = statusCode !== undefined && statusCode < 400;
  const wait = responseHeaders?.['retry-after'];
  const seconds = wait !== undefined && /^\d{1,9}$/.test(wait) ? Math.min(Number(wait), MAX_WAIT_SECONDS) : undefined;
  return new ActionError(
    `the model's provider ${statusCode === undefined ? 'failed' : `answered ${statusCode}`}: ${message.slice(0, SHOWN_CHARACTERS)}`,
    {
      code: isAnswered ? 'INVALID_RESPONSE' : 'MODEL_FAILED',
      retryable: isAnswered || isRetryable,
      ...(seconds !== undefined && { retryAfter: seconds }),
      details: { status: statusCode ?? null, body: responseBody?.slice(0, SHOWN_CHARACTERS) ?? null },
      suggestions: statusCode === 401 || statusCode === 403 ? ['Check the API key and what it may use.'] : [],
    },
  );
}

/** The guard's refusal and the like come wrapped. */
function causeOfOurs(error: unknown): OrchestrationError | undefined {
  let found = error;
  for (let depth = 0; depth < DEEPEST && found instanceof Error; depth++) {
    if (isOrchestrationError(found)) return found;
    found = found.cause;
  }
  return undefined;
}
