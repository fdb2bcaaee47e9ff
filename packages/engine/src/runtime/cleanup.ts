import type { Clock } from '@codomyrmex/core';
import type { Capacity } from './capacity.ts';
import { repeated } from './repeated.ts';

/** Looks again and again for what processes that died still held. */
export interface Cleanup {
  readonly begin: () => void;
  readonly end: () => void;
}

/** Begins with the first run, so that a composition that is only looked at has no timer. */
export function cleanupOf(capacity: Capacity, clock: Clock, seconds: number | undefined): Cleanup {
  let stop: (() => void) | undefined;
  return {
    begin: () => {
      if (seconds !== undefined) stop ??= repeated(clock, seconds, () => capacity.settle());
    },
    end: () => stop?.(),
  };
}
