/** Microseconds in a millisecond. */
const PER_MS = 1_000;

/**
 * Fencing numbers that several processes give out from one rising sequence. They are at least the time in microseconds, so
 * that they also rise when what was last given out is lost; a million grants a second would be needed to outrun it.
 */
export class FenceNumbers {
  #last = 0;

  get last(): number {
    return this.#last;
  }

  readonly next = (): number => ++this.#last;

  /** From here on numbers are above `given`, which others have given out, and not below the time. */
  riseAbove(given: number, now: number): void {
    this.#last = Math.max(this.#last, given, Math.floor(now * PER_MS) - 1);
  }
}
