import { medianOf, quantile } from './summary.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
const SEED = 0x9e3779b9;

/**
 * Where the ratio of the medians (second to first) lies with this confidence, by drawing both lists again and again from
 * themselves. The draws are the same every time, so the same lists give the same interval. The medians must be above zero.
 */
export function medianRatioInterval(first: readonly number[], second: readonly number[], confidence: number): Interval {
  const random = mulberry32(SEED);
  const ratios = Array.from(
    { length: RESAMPLES },
    () => medianOf(drawn(second, random)) / medianOf(drawn(first, random)),
  );
  ratios.sort((a, b) => a - b);
  const outside = (1 - confidence) / 2;
  return { low: quantile(ratios, outside), high: quantile(ratios, 1 - outside) };
}

const drawn = (samples: readonly number[], random: () => number): number[] =>
  samples.map(() => samples[Math.floor(random() * samples.length)] ?? 0);

/** Numbers in [0, 1) that look random, from 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
