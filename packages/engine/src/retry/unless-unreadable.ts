import { isOrchestrationError } from '@codomyrmex/core';

/** What is read of an earlier run, where the run goes on without it: nothing when the store refuses, or it is damaged, and that is told. */
export async function unlessUnreadable<Found>(
  read: () => Promise<Found | undefined>,
  tell?: (reason: string) => void,
): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isOrchestrationError(error) || error.family !== 'world') throw error;
    tell?.(error.message);
    return undefined;
  }
}
