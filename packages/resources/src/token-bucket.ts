/**
 * The tokens of a rate: they are used up and come back with time, at most `size` of them. All that is kept is the time at
 * which the bucket is full again, so nothing has to be counted up while time passes and nothing drifts.
 */
export class TokenBucket {
  /** Whole tokens when it is full; so many come back in `periodMs`. */
  size: number;
  readonly periodMs: number;
  fullAt: number;

  constructor(size: number, periodMs: number, now: number) {
    this.size = size;
    this.periodMs = periodMs;
    this.fullAt = now;
  }

  /** Whole tokens that are there: never below 0, never above the size. */
  levelAt(now: number): number {
    if (now >= this.fullAt) return this.size;
    const missing = ((this.fullAt - now) * this.size) / this.periodMs;
    return Math.max(0, Math.floor(this.size - missing + ROUNDING));
  }

  /** Takes so many, which are there. */
  take(amount: number, now: number): void {
    this.fullAt = Math.max(this.fullAt, now) + (amount * this.periodMs) / this.size;
  }

  /** From now on it holds `level`, and of a new size where one is given. */
  set(level: number, now: number, size = this.size): void {
    this.size = size;
    const missing = size - Math.min(size, Math.max(0, level));
    this.fullAt = missing === 0 ? now : now + (missing * this.periodMs) / size;
  }

  /** When there will be so many if none are taken; never, where it does not hold so many. */
  readyAt(amount: number): number {
    if (amount > this.size) return Number.POSITIVE_INFINITY;
    return this.fullAt - ((this.size - amount) * this.periodMs) / this.size;
  }
}

/** Of a token; so that what is due at a time is there at that time, though times are binary fractions. */
const ROUNDING = 0.001;
