import { isOrchestrationError } from '@codomyrmex/core';

/** The code of what the call throws or rejects with. */
export async function codeOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (isOrchestrationError(error)) return error.code;
    throw error;
  }
}
