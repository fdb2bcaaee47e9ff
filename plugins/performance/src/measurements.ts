import * as z from 'zod';

const MAX_SAMPLES = 10_000;

const samples = z.array(z.number()).min(1).max(MAX_SAMPLES);

/** One value, a list of them, or what has them under `samples`, as the result of run_benchmark does. */
export const measurementsSchema = z.union([z.number(), samples, z.looseObject({ samples })]);

export function measurements(written: z.output<typeof measurementsSchema>): readonly number[] {
  if (typeof written === 'number') return [written];
  return Array.isArray(written) ? written : written.samples;
}

export const benchmarkName = z.string().min(1).max(200).meta({ description: 'What is measured.' });

/** How a change is judged; the same in every action. */
export const judgingShape = {
  higher_is_better: z.boolean().default(false).meta({ description: 'True for rates, false for times and sizes.' }),
  significance: z
    .number()
    .min(0.000_1)
    .max(0.5)
    .default(0.05)
    .meta({ description: 'How likely chance may be for a change to be believed.' }),
  fail_on_regression: z.boolean().default(false).meta({ description: 'Whether a regression fails the step.' }),
} as const;
