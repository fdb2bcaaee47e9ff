import * as z from 'zod';

/** What a list of measurements comes to. */
export const summarySchema = z.object({
  count: z.int(),
  mean: z.number(),
  median: z.number(),
  stddev: z.number().meta({ description: 'Of a sample (n - 1); 0 for one measurement.' }),
  min: z.number(),
  max: z.number(),
  p95: z.number(),
});
export type Summary = z.output<typeof summarySchema>;

const P95 = 0.95;

/** @param samples at least one finite number. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const mean = meanOf(sorted);
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count: sorted.length,
    mean,
    median: quantile(sorted, 0.5),
    stddev: sorted.length < 2 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    p95: quantile(sorted, P95),
  };
}

/** Each share is taken before the sum, which then cannot overflow. */
export const meanOf = (samples: readonly number[]): number =>
  samples.reduce((sum, value) => sum + value / samples.length, 0);

/** Between two measurements on a straight line, as R and NumPy do unless told otherwise (type 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export const medianOf = (samples: readonly number[]): number =>
  quantile(
    [...samples].sort((a, b) => a - b),
    0.5,
  );
