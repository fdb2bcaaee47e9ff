import type { Clock } from '@codomyrmex/core';

const MAX_DELAY_MS = 2 ** 31 - 1;

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, due, hold) => {
    const timer = setTimeout(due, Math.min(Math.max(0, delayMs), MAX_DELAY_MS));
    if (hold === 'background') timer.unref();
    return () => clearTimeout(timer);
  },
};
