import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { baselineFile, baselineSchema, readBaselineFile } from './baselines/baseline-file.ts';
import { isAlike, thisMachine } from './machine.ts';
import { summarize, summarySchema } from './statistics/summary.ts';

export const readBaselines = defineAction({
  title: 'Read baselines',
  description: 'The baselines of a file of the workspace, and whether each was measured on a machine like this one.',
  input: z.strictObject({ baseline_file: baselineFile.default('benchmarks/baseline.json') }),
  output: z.object({
    baselines: z.array(baselineSchema.extend({ summary: summarySchema, same_machine: z.boolean() })),
  }),
  effects: ['fs:read'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The file of the project', input: { baseline_file: 'benchmarks/baseline.json' } }],
  async run(context, { baseline_file }) {
    const here = thisMachine();
    const baselines = await readBaselineFile(context, baseline_file);
    return {
      baselines: baselines.map((baseline) => ({
        ...baseline,
        summary: summarize(baseline.samples),
        same_machine: isAlike(baseline.machine, here),
      })),
    };
  },
});
