import { codePlace, type Failure, failureFrom, isOrchestrationError, thrownText } from '@codomyrmex/core';

/** What was thrown by an action, with the place in its code where it was no failure that its author meant. */
export function actionFailure(thrown: unknown): Failure {
  const failure = failureFrom(thrown);
  if (!(thrown instanceof Error)) return { ...failure, ...noError(thrown) };
  if (isOrchestrationError(thrown)) return failure;
  const at = codePlace(thrown);
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

/** V8's words for writing to what is frozen. */
const changesInput = (error: Error): boolean =>
  error instanceof TypeError &&
  /read only property|object is not extensible|Cannot delete property/.test(error.message);
