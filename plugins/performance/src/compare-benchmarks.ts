import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { benchmarkName, judgingShape, measurements, measurementsSchema } from './measurements.ts';
import { regressionFailure } from './regression-failure.ts';
import { compare, comparisonSchema } from './statistics/compare.ts';
import { summarize, summarySchema } from './statistics/summary.ts';

export const compareBenchmarks = defineAction({
  title: 'Compare two benchmarks',
  description:
    'Whether what was measured after differs from what was measured before: the change of the median with a bootstrap interval, the Mann-Whitney test, and the size of the effect.',
  input: z.strictObject({
    name: benchmarkName,
    before: measurementsSchema.meta({ description: 'A value, a list, or the output of run_benchmark.' }),
    after: measurementsSchema.meta({ description: 'The same, measured after the change.' }),
    threshold_percent: z
      .number()
      .min(0)
      .max(1_000)
      .default(5)
      .meta({ description: 'A smaller change of the median does not matter.' }),
    ...judgingShape,
  }),
  output: comparisonSchema.extend({ name: z.string(), before: summarySchema, after: summarySchema }),
  effects: [],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [
    {
      title: 'Times of two versions',
      input: { name: 'build', before: [9.8, 10.1, 10.0, 9.9], after: [12.0, 12.3, 11.9, 12.1] },
    },
  ],
  run(_context, { name, before, after, higher_is_better, threshold_percent, significance, fail_on_regression }) {
    const lists = { before: measurements(before), after: measurements(after) };
    const rules = { higherIsBetter: higher_is_better, thresholdPercent: threshold_percent, significance };
    const comparison = compare(lists.before, lists.after, rules);
    if (comparison.verdict === 'regressed' && fail_on_regression) throw regressionFailure(name, comparison.explanation);
    return { name, ...comparison, before: summarize(lists.before), after: summarize(lists.after) };
  },
});
