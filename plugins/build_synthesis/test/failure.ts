import { failureFrom } from '@codomyrmex/core';

/** What a run came to that is meant to fail. */
export const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));
