import { type Failure, failureFrom, isOrchestrationError, thrownText } from '@codomyrmex/core';

/** What was thrown by an action, with the place in its code where it was no failure that its author meant. */
export function actionFailure(thrown: unknown): Failure {
  const failure = failureFrom(thrown);
  if (!(thrown instanceof Error)) return { ...failure, ...noError(thrown) };
  if (isOrchestrationError(thrown)) return failure;
  const at = placeOf(thrown);
  return {
    ...failure,
    ...(at !== undefined && { details: { ...failure.details, at } }),
    ...(changesInput(thrown) && {
      suggestions: ["An action's input is frozen: copy what is to be changed, as in { ...input, name }."],
    }),
  };
}

/** What is no Error has no stack, so that nobody can say where it was thrown. */
const noError = (thrown: unknown): Pick<Failure, 'message' | 'suggestions'> => ({
  message: `the action threw ${thrownText(thrown)}, which is no Error: where it was thrown is not known`,
  suggestions: [
    "Its author throws an Error, or new ActionError('what went wrong', { code: 'WHAT_IT_IS' }): these tell where and why.",
  ],
});

/**
 * The first line of the stack that is of a file: `file:///…/index.js:12:7`. A stack is no text where somebody has set
 * `Error.prepareStackTrace`.
 */
function placeOf({ stack }: Error): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const line = stack.split('\n').find((one) => /^\s+at .*(file:\/\/|\/|\\)/.test(one) && !one.includes('node:'));
  return line?.trim().replace(/^at (async )?/, '');
}

/** V8's words for writing to what is frozen. */
const changesInput = (error: Error): boolean =>
  error instanceof TypeError &&
  /read only property|object is not extensible|Cannot delete property/.test(error.message);
