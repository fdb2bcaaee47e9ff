/** How much of something was in use over a simulated run. */
export interface Occupancy {
  readonly capacity: number;
  /** The most that was held at one moment. */
  readonly peak: number;
  /** Of the capacity over the whole time, the share that was held: 0 to 1; 0 of a run that took no time. */
  readonly utilization: number;
}

/** Sums up over time how much is held of one thing. */
export class OccupancyMeter {
  readonly #capacity: number;
  /** `shared`: of what many readers hold together, all of them hold one. */
  readonly #counting: 'amounts' | 'shared';
  #held = 0;
  #peak = 0;
  #area = 0;
  #since = 0;

  constructor(capacity: number, counting: 'amounts' | 'shared') {
    this.#capacity = capacity;
    this.#counting = counting;
  }

  /** From `now` (milliseconds, never before the last one) on, so much more or less is held. */
  change(amount: number, now: number): void {
    this.#area += this.#shown * (now - this.#since);
    this.#since = now;
    this.#held += amount;
    this.#peak = Math.max(this.#peak, this.#shown);
  }

  /** Over the time from 0 to `end`, by when everything has been given back. */
  over(end: number): Occupancy {
    const whole = this.#capacity * end;
    return { capacity: this.#capacity, peak: this.#peak, utilization: whole > 0 ? this.#area / whole : 0 };
  }

  get #shown(): number {
    return this.#counting === 'shared' ? Math.min(1, this.#held) : this.#held;
  }
}
