/**
 * The `performance` module: how long commands take, and whether that has changed.
 * @module @codomyrmex/plugin-performance
 */
import { definePlugin } from '@codomyrmex/core';
import { checkRegression } from './check-regression.ts';
import { compareBenchmarks } from './compare-benchmarks.ts';
import { getSystemMetrics } from './get-system-metrics.ts';
import { readBaselines } from './read-baselines.ts';
import { runBenchmark } from './run-benchmark.ts';
import { saveBaseline } from './save-baseline.ts';

export type { Baseline } from './baselines/baseline-file.ts';
export type { Comparison, Verdict } from './statistics/compare.ts';
export type { Summary } from './statistics/summary.ts';

export const performanceModule = definePlugin({
  module: 'performance',
  version: '0.1.0',
  description: 'How long commands take, what they use, and whether that has changed.',
  entry: import.meta.url,
  actions: {
    get_system_metrics: getSystemMetrics,
    run_benchmark: runBenchmark,
    compare_benchmarks: compareBenchmarks,
    check_regression: checkRegression,
    save_baseline: saveBaseline,
    read_baselines: readBaselines,
  },
  aliases: {
    performance_compare_benchmarks: 'compare_benchmarks',
    performance_check_regression: 'check_regression',
  },
});

export default performanceModule;
