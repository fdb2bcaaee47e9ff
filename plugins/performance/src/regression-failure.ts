import { ActionError } from '@codomyrmex/core';

export const regressionFailure = (name: string, explanation: string): ActionError =>
  new ActionError(`${JSON.stringify(name)} regressed: ${explanation}`, { code: 'REGRESSION', retryable: false });
