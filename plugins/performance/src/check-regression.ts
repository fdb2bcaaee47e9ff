import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { baselineFile, baselineOf } from './baselines/baseline-file.ts';
import { isAlike, thisMachine } from './machine.ts';
import { benchmarkName, judgingShape, measurements, measurementsSchema } from './measurements.ts';
import { regressionFailure } from './regression-failure.ts';
import { verdicts } from './statistics/compare.ts';
import { type Judgement, judgeByMean, judgeBySamples } from './statistics/judge.ts';

const input = z
  .strictObject({
    benchmark_name: benchmarkName,
    measured_value: measurementsSchema.meta({ description: 'A value, a list, or the output of run_benchmark.' }),
    baseline_mean: z.number().optional().meta({
      description:
        'The mean of the baseline, in the unit of measured_value; unless given, baseline_file has the values.',
    }),
    baseline_stddev: z
      .number()
      .min(0)
      .optional()
      .meta({ description: 'How far single values of the baseline lie from its mean.' }),
    baseline_file: baselineFile
      .optional()
      .meta({ description: 'File of save_baseline, where no baseline_mean is given.' }),
    threshold_percent: z
      .number()
      .min(0)
      .max(1_000)
      .default(10)
      .meta({ description: 'A smaller change does not matter.' }),
    sigmas: z
      .number()
      .min(0)
      .max(20)
      .default(2)
      .meta({ description: 'With a baseline_stddev: how many of it the change must be, too.' }),
    ...judgingShape,
  })
  .refine(({ baseline_mean, baseline_file }) => (baseline_mean === undefined) !== (baseline_file === undefined), {
    error: 'give baseline_mean or baseline_file, and not both',
  })
  .refine(({ baseline_stddev, baseline_mean }) => baseline_stddev === undefined || baseline_mean !== undefined, {
    path: ['baseline_stddev'],
    error: 'belongs to a baseline_mean',
  });

export const checkRegression = defineAction({
  title: 'Check for a regression',
  description:
    'Whether a measurement is worse than its baseline: by threshold and standard deviation where these are given, by comparing all values where the baseline is a file with them.',
  input,
  output: z.object({
    benchmark_name: z.string(),
    regressed: z.boolean(),
    verdict: z.enum(verdicts),
    measured: z.number().meta({ description: 'The mean of what was measured.' }),
    baseline: z.number().meta({ description: 'The mean of the baseline.' }),
    change_percent: z.number().nullable(),
    z_score: z.number().nullable().meta({ description: 'The change in standard deviations of the baseline.' }),
    p_value: z.number().nullable(),
    same_machine: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether a baseline of a file was measured on a machine like this.' }),
    explanation: z.string(),
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [
    {
      title: 'A known mean',
      input: { benchmark_name: 'build', measured_value: 12.4, baseline_mean: 10, baseline_stddev: 0.4 },
    },
  ],
  async run(context, request) {
    const { judgement, sameMachine } = await judged(context, request);
    const { benchmark_name } = request;
    const regressed = judgement.verdict === 'regressed';
    if (sameMachine === false) context.log.warn('the baseline was measured on another kind of machine');
    if (regressed && request.fail_on_regression) throw regressionFailure(benchmark_name, judgement.explanation);
    return { benchmark_name, regressed, same_machine: sameMachine, ...judgement };
  },
});

async function judged(
  context: ActionContext,
  request: z.output<typeof input>,
): Promise<{ readonly judgement: Judgement; readonly sameMachine: boolean | null }> {
  const { benchmark_name: name, baseline_mean: mean, baseline_file: file } = request;
  const measured = measurements(request.measured_value);
  const rules = {
    higherIsBetter: request.higher_is_better,
    thresholdPercent: request.threshold_percent,
    significance: request.significance,
    sigmas: request.sigmas,
  };
  if (mean !== undefined) {
    return { judgement: judgeByMean(measured, { mean, stddev: request.baseline_stddev }, rules), sameMachine: null };
  }
  const baseline = await baselineOf(context, file ?? '', name);
  return {
    judgement: judgeBySamples(measured, baseline.samples, rules),
    sameMachine: isAlike(baseline.machine, thisMachine()),
  };
}
