/** A time with many more errors than is usual in this log. */
export interface Burst {
  readonly from: number;
  readonly to: number;
  readonly errors: number;
}

const MIN_ERRORS = 5;
const MAX_BUCKETS = 200_000;
const SIGMAS = 4;

/** Errors by time, in buckets of equal length. */
export class ErrorTimes {
  readonly #bucketMs: number;
  readonly #buckets = new Map<number, number>();

  constructor(bucketMs: number) {
    this.#bucketMs = bucketMs;
  }

  add(time: number): void {
    const bucket = Math.floor(time / this.#bucketMs);
    const count = this.#buckets.get(bucket);
    if (count !== undefined || this.#buckets.size < MAX_BUCKETS) this.#buckets.set(bucket, (count ?? 0) + 1);
  }

  /**
   * Buckets with at least five errors, and more than four standard deviations of a Poisson process above the median bucket from
   * `from` to `to`; neighbours are one burst.
   */
  bursts({ from, to }: { readonly from: number; readonly to: number }): readonly Burst[] {
    const usual = this.#medianCount(Math.floor(to / this.#bucketMs) - Math.floor(from / this.#bucketMs) + 1);
    const least = Math.max(MIN_ERRORS, usual + SIGMAS * Math.sqrt(Math.max(1, usual)));
    const found: Burst[] = [];
    for (const [bucket, errors] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      if (errors < least) continue;
      const start = bucket * this.#bucketMs;
      const previous = found.at(-1);
      if (previous?.to === start)
        found.splice(-1, 1, { from: previous.from, to: start + this.#bucketMs, errors: previous.errors + errors });
      else found.push({ from: start, to: start + this.#bucketMs, errors });
    }
    return found;
  }

  /** Of all buckets; those without errors are not kept, and only counted. */
  #medianCount(buckets: number): number {
    const counts = [...this.#buckets.values()].sort((a, b) => a - b);
    const place = Math.floor((buckets - 1) / 2) - (buckets - counts.length);
    return place < 0 ? 0 : (counts[place] ?? 0);
  }
}
