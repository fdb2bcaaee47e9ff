import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { baselineFile, writeBaseline } from './baselines/baseline-file.ts';
import { thisMachine } from './machine.ts';
import { benchmarkName, measurements, measurementsSchema } from './measurements.ts';
import { summarize, summarySchema } from './statistics/summary.ts';

export const saveBaseline = defineAction({
  title: 'Record a baseline',
  description:
    'Writes what was measured to a file of the workspace, in place of an earlier baseline of that name, with the machine it was measured on. Steps that write one file at once need a lock (resources).',
  input: z.strictObject({
    benchmark_name: benchmarkName,
    measured: measurementsSchema.meta({ description: 'A value, a list, or the output of run_benchmark.' }),
    unit: z
      .string()
      .max(50)
      .default('seconds')
      .meta({ description: 'What the values are in; told to readers, never converted.' }),
    baseline_file: baselineFile.default('benchmarks/baseline.json'),
  }),
  output: z.object({
    benchmark_name: z.string(),
    baseline_file: z.string(),
    baselines: z.int(),
    summary: summarySchema,
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'Times of a benchmark, in seconds', input: { benchmark_name: 'parse', measured: [0.41, 0.39, 0.4] } },
  ],
  async run(context, { benchmark_name, measured, unit, baseline_file }) {
    const samples = [...measurements(measured)];
    const recorded_at = new Date(context.now()).toISOString();
    const baseline = { name: benchmark_name, samples, unit, recorded_at, machine: thisMachine() };
    const baselines = await writeBaseline(context, baseline_file, baseline);
    return { benchmark_name, baseline_file, baselines, summary: summarize(samples) };
  },
});
