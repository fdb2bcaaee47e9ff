import type { Log } from '@codomyrmex/core';

/** The log of one attempt, with its owner's hold on it. */
export interface AttemptLog extends Log {
  /** Writes out what is held, when the attempt has settled. Never rejects. */
  end(): Promise<void>;
}
