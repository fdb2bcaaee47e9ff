import type { Clock } from '@codomyrmex/core';
import { systemClock } from '@codomyrmex/engine';

/** A clock that goes `factor` times as fast from now on: what waits for a minute waits for a part of it. */
export function hurriedClock(factor: number, clock: Clock = systemClock): Clock {
  const begun = clock.now();
  return {
    now: () => begun + (clock.now() - begun) * factor,
    after: (delayMs, due, hold) => clock.after(delayMs / factor, due, hold),
  };
}
