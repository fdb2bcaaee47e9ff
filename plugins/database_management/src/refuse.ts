import { ActionError } from '@codomyrmex/core';

/** A failure that another attempt cannot mend. */
export const refusal = (code: string, message: string, ...suggestions: string[]): ActionError =>
  new ActionError(message, { code, retryable: false, suggestions });
