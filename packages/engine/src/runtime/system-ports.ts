import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Random } from '@codomyrmex/core';

/** Node's timers fire at once above this. */
const MAX_TIMER_MS = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, due, hold) => {
    const timer = setTimeout(due, Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
    if (hold === 'background') timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = () => Math.random();

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32: nothing looks like something else

/** Nine characters of time, a hyphen, eight of chance: sortable by time, short enough to type, 40 bits apart. */
export const systemIds: Ids = () => {
  let time = '';
  for (let rest = Date.now(), digit = 0; digit < 9; digit++) {
    time = (alphabet[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  const chance = Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
  return `${time}-${chance}`;
};
