/** Durations in seconds. Percentiles are values that occurred (nearest rank); everything is 0 where nothing was measured. */
export interface DurationStatistics {
  readonly count: number;
  readonly totalTime: number;
  readonly averageTime: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function durationStatistics(milliseconds: readonly number[]): DurationStatistics {
  const sorted = Float64Array.from(milliseconds).sort();
  const total = sorted.reduce((sum, duration) => sum + duration, 0);
  const at = (share: number): number => percentile(sorted, share) / 1000;
  return {
    count: sorted.length,
    totalTime: total / 1000,
    averageTime: sorted.length === 0 ? 0 : total / sorted.length / 1000,
    min: at(0),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}

/** The median in the unit that was given, or `undefined` of nothing. */
export function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : percentile(Float64Array.from(values).sort(), 0.5);
}

/** The smallest value that at least `share` of all do not exceed. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
