import type { Clock } from '@codomyrmex/core';

/**
 * The time of one run. It never goes back, whatever is done to the machine's clock: where that is set back, the run's goes on
 * from where it was last looked at, at the same pace, so that no duration is negative and nothing waits for the clock to catch
 * up. A clock that is set forward cannot be told from a machine that slept.
 */
export class RunClock implements Clock {
  readonly #clock: Clock;
  #latest = Number.NEGATIVE_INFINITY;
  /** How far the run's time is before the machine's. */
  #ahead = 0;
  #shown = 0;
  /** Nothing that takes time has been done since the machine's clock was looked at. */
  #isRecent = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What happened then has happened. */
  follow(at: number): void {
    this.#latest = Math.max(this.#latest, at);
  }

  /** The run's time when the machine's clock showed `shown`, a moment ago: what has happened since is not undone by it. */
  at(shown: number): number {
    this.#latest = Math.max(this.#latest, shown + this.#ahead);
    return this.#latest;
  }

  /** What the machine's clock showed when it was looked at last. */
  get shown(): number {
    return this.#shown;
  }

  /** Something was done that may have taken time. */
  timePasses(): void {
    this.#isRecent = false;
  }

  /** The same as {@link now}, without a look at the machine's clock where one was just taken: it costs as much as a fact. */
  lately(): number {
    return this.#isRecent ? this.#latest : this.now();
  }

  now(): number {
    this.#shown = this.#clock.now();
    this.#isRecent = true;
    const shown = this.#shown + this.#ahead;
    if (shown < this.#latest) this.#ahead += this.#latest - shown;
    else this.#latest = shown;
    return this.#latest;
  }

  after(delayMs: number, due: () => void, hold?: 'background'): () => void {
    return this.#clock.after(delayMs, due, hold);
  }
}
