import type { Clock } from '@codomyrmex/core';

/** Calls `work` every so many seconds, in the background, until the returned function is called. */
export function repeated(clock: Clock, seconds: number, work: () => void): () => void {
  let stop: () => void;
  const next = () => {
    stop = clock.after(
      seconds * 1_000,
      () => {
        next();
        work();
      },
      'background',
    );
  };
  next();
  return () => stop();
}
