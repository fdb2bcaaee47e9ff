import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Command, commandSchema, execCommand } from './benchmark/command.ts';
import { type MeasuredRun, measureRun, type Place, requireSuccess } from './benchmark/measure-run.ts';
import { outliers, remarks } from './benchmark/remarks.ts';
import { UsageProgram } from './benchmark/usage-program.ts';
import { machineSchema, thisMachine } from './machine.ts';
import { benchmarkName } from './measurements.ts';
import { meanOf, medianOf, summarize, summarySchema } from './statistics/summary.ts';

const variables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and "_"'),
  z.string().max(100_000),
);

const input = z.strictObject({
  command: commandSchema.meta({ description: 'What is measured.' }),
  benchmark_name: benchmarkName.optional(),
  iterations: z.int().min(1).max(10_000).default(10).meta({ description: 'How often it is measured.' }),
  warmup: z
    .int()
    .min(0)
    .max(1_000)
    .default(1)
    .meta({ description: 'How often it is run before, without being measured.' }),
  prepare: commandSchema.optional().meta({ description: 'Run before each time, without being measured.' }),
  cwd: z.string().min(1).max(4_096).optional().meta({ description: 'Folder to run in, from the workspace.' }),
  env: variables.default({}).meta({ description: 'Added to a few harmless variables; nothing else is inherited.' }),
});

export const runBenchmark = defineAction({
  title: 'Benchmark a command',
  description:
    'Runs a command again and again and tells how long it took, and where GNU time is installed also computing time and peak memory. A run that fails ends the benchmark.',
  input,
  output: z.object({
    benchmark_name: z.string().nullable(),
    seconds: summarySchema,
    samples: z.array(z.number()).meta({ description: 'Seconds of each run, in order.' }),
    cpu: z
      .object({ user_seconds: z.number(), system_seconds: z.number() })
      .nullable()
      .meta({ description: 'Means of a run; null where it cannot be measured.' }),
    peak_memory_bytes: z
      .object({ median: z.number(), max: z.number() })
      .nullable()
      .meta({ description: 'Of the largest process of a run; null where it cannot be measured.' }),
    outliers: z.int(),
    start_seconds: z
      .number()
      .meta({ description: 'How long a command that does nothing takes here: it is part of every run.' }),
    machine: machineSchema,
    remarks: z.array(z.string()),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  timeout: 3_600,
  examples: [{ title: 'A build', input: { command: ['npm', 'run', 'build'], iterations: 5, warmup: 1 } }],
  async run(context, request) {
    const place = {
      cwd: request.cwd === undefined ? context.workspace : context.resolve(request.cwd),
      env: request.env,
    };
    const program = await UsageProgram.find(context);
    if (program === undefined)
      context.log.info('GNU time is not installed: computing time and memory are not measured');
    const start = await startSeconds(context, place, program);
    const runs = await measuredRuns(context, request, { place, program });
    const samples = runs.map(({ seconds }) => seconds);
    return {
      benchmark_name: request.benchmark_name ?? null,
      seconds: summarize(samples),
      samples,
      ...usageOf(runs),
      outliers: outliers(samples).length,
      start_seconds: start,
      machine: thisMachine(),
      remarks: remarks(samples, start),
    };
  },
});

interface Means {
  readonly place: Place;
  readonly program: UsageProgram | undefined;
}

async function measuredRuns(
  context: ActionContext,
  request: z.output<typeof input>,
  means: Means,
): Promise<MeasuredRun[]> {
  const { command, iterations, warmup, prepare } = request;
  const runs: MeasuredRun[] = [];
  for (let number = 0; number < warmup + iterations; number++) {
    const isMeasured = number >= warmup;
    context.progress(
      number / (warmup + iterations),
      isMeasured ? `run ${number - warmup + 1} of ${iterations}` : 'warming up',
    );
    if (prepare !== undefined) await prepared(context, prepare, means.place);
    const run = await measureRun(context, command, means);
    if (isMeasured) runs.push(run);
  }
  return runs;
}

async function prepared(context: ActionContext, command: Command, place: Place): Promise<void> {
  requireSuccess(command, await context.exec(execCommand(command), { ...place, keepBytes: 4_096 }));
}

const STARTS = 5;

async function startSeconds(context: ActionContext, place: Place, program: UsageProgram | undefined): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < STARTS; number++) {
    times.push((await measureRun(context, ['true'], { place, program })).seconds);
  }
  return medianOf(times);
}

function usageOf(runs: readonly MeasuredRun[]) {
  const usages = runs.flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
  if (usages.length < runs.length) return { cpu: null, peak_memory_bytes: null };
  const peaks = usages.map(({ peakMemoryBytes }) => peakMemoryBytes);
  return {
    cpu: {
      user_seconds: meanOf(usages.map(({ userSeconds }) => userSeconds)),
      system_seconds: meanOf(usages.map(({ systemSeconds }) => systemSeconds)),
    },
    peak_memory_bytes: { median: medianOf(peaks), max: Math.max(...peaks) },
  };
}
