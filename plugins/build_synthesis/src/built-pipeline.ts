import { join, normalize } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import type { BuildConfig } from './build-config.ts';
import { fileDigestSchema, fileDigests } from './digests.ts';
import { buildFailed, runPipeline, stageResultSchema } from './pipeline.ts';
import { walk } from './walk.ts';

/** What every build tells. */
export const pipelineResultShape = {
  success: z.boolean(),
  kind: z
    .string()
    .nullable()
    .meta({ description: 'What builds the project: node, cargo, python, … ; null for stages of your own alone.' }),
  project_path: z.string().meta({ description: 'Absolute.' }),
  stages: z.array(stageResultSchema),
  execution_time: z.number().meta({ description: 'Seconds.' }),
};

export const builtOutputsSchema = z.object({
  outputs: z
    .array(fileDigestSchema)
    .optional()
    .meta({ description: 'The files of output_dir with their digests, where it is given; at most 1,000.' }),
});

const MAX_OUTPUTS = 1_000;

interface Built {
  readonly config: BuildConfig;
  readonly variables?: Readonly<Record<string, string>>;
  readonly check: boolean;
}

/** Builds a project of the workspace. @throws ActionError BUILD_FAILED with `check`, and what `runPipeline` throws. */
export async function builtPipeline(context: ActionContext, { config, variables, check }: Built) {
  const folder = await context.fs.locate(config.project_path ?? '.');
  // With a dot at its beginning no program takes it for a flag.
  const outputDir = config.output_dir === undefined ? undefined : `./${normalize(config.output_dir)}`;
  // Refused before anything is built, when it leads out of the workspace.
  if (outputDir !== undefined) await context.fs.stat(join(folder, outputDir));
  const placed = { ...config, ...(outputDir !== undefined && { output_dir: outputDir }) };
  const begun = performance.now();
  const pipeline = await runPipeline(context, {
    config: placed,
    folder,
    ...(variables !== undefined && { variables }),
  });
  if (check && !pipeline.success) throw buildFailed(pipeline);
  return {
    success: pipeline.success,
    kind: pipeline.kind,
    project_path: folder,
    stages: [...pipeline.stages],
    execution_time: Math.round(performance.now() - begun) / 1_000,
    ...(outputDir !== undefined && { outputs: await outputsIn(context, join(folder, outputDir)) }),
  };
}

async function outputsIn(context: ActionContext, path: string) {
  if ((await context.fs.stat(path))?.kind !== 'folder') return [];
  const { files } = await walk(context, path, []);
  return [...(await fileDigests(context, files.slice(0, MAX_OUTPUTS)))];
}
