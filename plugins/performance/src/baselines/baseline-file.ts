import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { machineSchema } from '../machine.ts';
import { benchmarkName } from '../measurements.ts';

const FORMAT = 'codomyrmex.baselines/1';
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_BASELINES = 5_000;

export const baselineSchema = z.object({
  name: benchmarkName,
  samples: z.array(z.number()).min(1).max(10_000),
  unit: z.string().max(50),
  recorded_at: z.string(),
  machine: machineSchema,
});
export type Baseline = z.output<typeof baselineSchema>;

/** A list and not an object by name: every name is then a name. */
const fileSchema = z.object({ format: z.literal(FORMAT), baselines: z.array(baselineSchema).max(MAX_BASELINES) });

export const baselineFile = z.string().min(1).max(4_096).meta({ description: 'JSON file of the workspace.' });

/** None when the file is not there. @throws ActionError BASELINES_DAMAGED for a file that is none of ours; it is left as it is. */
export async function readBaselineFile(context: ActionContext, path: string): Promise<readonly Baseline[]> {
  if ((await context.fs.stat(path)) === undefined) return [];
  const text = await context.fs.readText(path, { maxBytes: MAX_BYTES });
  const parsed = fileSchema.safeParse(jsonOrNothing(text));
  if (parsed.success) return parsed.data.baselines;
  throw new ActionError(
    `${JSON.stringify(path)} is no file of baselines: ${z.prettifyError(parsed.error).slice(0, 500)}`,
    {
      code: 'BASELINES_DAMAGED',
      retryable: false,
      suggestions: [`It must be JSON with format "${FORMAT}". Name another file, or mend or remove this one.`],
    },
  );
}

/** Puts a baseline in place of the one of its name, in order of names, so that a change of the file is easy to review. */
export async function writeBaseline(context: ActionContext, path: string, baseline: Baseline): Promise<number> {
  const others = (await readBaselineFile(context, path)).filter(({ name }) => name !== baseline.name);
  const baselines = [...others, baseline].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (baselines.length > MAX_BASELINES) {
    throw new ActionError(`${JSON.stringify(path)} holds ${MAX_BASELINES} baselines already`, {
      code: 'TOO_MANY_ENTRIES',
      retryable: false,
    });
  }
  await context.fs.write(path, `${JSON.stringify({ format: FORMAT, baselines }, undefined, 2)}\n`);
  return baselines.length;
}

export async function baselineOf(context: ActionContext, path: string, name: string): Promise<Baseline> {
  const baselines = await readBaselineFile(context, path);
  const found = baselines.find((baseline) => baseline.name === name);
  if (found !== undefined) return found;
  throw new ActionError(`${JSON.stringify(path)} has no baseline of ${JSON.stringify(name)}`, {
    code: 'BASELINE_NOT_FOUND',
    retryable: false,
    suggestions: ['Record one with save_baseline.'],
  });
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema then says that there is no object.
    return undefined;
  }
}
