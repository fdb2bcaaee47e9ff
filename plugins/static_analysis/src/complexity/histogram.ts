/** Lower bounds of the buckets; the last has no upper one. */
const bounds = [1, 2, 6, 11, 16, 21, 31, 51] as const;

export interface Histogram {
  readonly labels: string[];
  readonly counts: number[];
}

/** Counts values in buckets that are narrow where most functions are. */
export class ComplexityHistogram {
  readonly #counts: number[] = bounds.map(() => 0);

  add(value: number): void {
    const bucket = bounds.findLastIndex((bound) => bound <= value);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  get(): Histogram {
    return { labels: bounds.map(label), counts: [...this.#counts] };
  }
}

function label(bound: number, index: number): string {
  const next = bounds[index + 1];
  if (next === undefined) return `${bound}+`;
  return next === bound + 1 ? `${bound}` : `${bound}-${next - 1}`;
}
