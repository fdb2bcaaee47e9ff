import type { Clock } from '@codomyrmex/core';

/** A machine that slept is noticed within this, and timers hold no more than 24 days. */
const LOOK_EVERY_MS = 30_000;

/** Calls `due` once, when the clock has come to `at`, in milliseconds since the epoch; the returned function takes it back. */
export function alarmAt(clock: Clock, at: number, due: () => void): () => void {
  let cancel = (): void => undefined;
  const look = (): void => {
    const left = at - clock.now();
    if (left <= 0) return due();
    cancel = clock.after(Math.min(left, LOOK_EVERY_MS), look);
  };
  cancel = clock.after(Math.max(0, Math.min(at - clock.now(), LOOK_EVERY_MS)), look);
  return () => cancel();
}

/**
 * Calls `due` once, when so many milliseconds have passed. Time that the machine slept through counts; a clock that is set back
 * makes nobody wait longer.
 */
export function alarmIn(clock: Clock, milliseconds: number, due: () => void): () => void {
  let cancel = (): void => undefined;
  const wait = (left: number): void => {
    const step = Math.min(left, LOOK_EVERY_MS);
    const from = clock.now();
    cancel = clock.after(Math.max(0, step), () => {
      const rest = left - Math.max(step, clock.now() - from);
      if (rest <= 0) due();
      else wait(rest);
    });
  };
  wait(milliseconds);
  return () => cancel();
}
