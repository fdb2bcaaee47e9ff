import { medianOf } from '../statistics/summary.ts';

/** Median absolute deviation to standard deviation, for values of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
const OUTLIER_SIGMAS = 3.5;
const FEW = 5;
const SLOW_START = 1.5;

/** Values that lie far from the rest (Iglewicz and Hoaglin, 1993). */
export function outliers(samples: readonly number[]): number[] {
  const median = medianOf(samples);
  const deviation = medianOf(samples.map((value) => Math.abs(value - median))) * MAD_TO_SIGMA;
  if (deviation === 0) return [];
  return samples.filter((value) => Math.abs(value - median) / deviation > OUTLIER_SIGMAS);
}

/** What a reader should know before trusting the figures. */
export function remarks(samples: readonly number[], startSeconds: number): string[] {
  const far = outliers(samples);
  const rest = medianOf(samples.slice(1));
  const [first = 0] = samples;
  return [
    ...(samples.length < FEW ? [`${samples.length} measurements are few; five or more show how much they differ`] : []),
    ...(far.length > 0
      ? [`${far.length} of ${samples.length} measurements lie far from the rest: something else was running`]
      : []),
    ...(samples.length >= FEW && first > rest * SLOW_START
      ? ['the first measurement was slower than the rest: warm up more']
      : []),
    ...(medianOf(samples) < 2 * startSeconds
      ? ['most of the time is that of starting any process; measure more work at once']
      : []),
  ];
}
