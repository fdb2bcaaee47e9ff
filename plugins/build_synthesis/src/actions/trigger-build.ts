import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type BuildFile, readBuildFile } from '../build-file.ts';
import { builtOutputsSchema, builtPipeline, pipelineResultShape } from '../built-pipeline.ts';
import { pathSchema, variablesOf } from '../command.ts';

const name = z.string().min(1).max(64);

export const triggerBuild = defineAction({
  title: 'Build a target of a build file',
  description:
    'Builds what a file of the project (build.json or build.toml) names as a target, with the variables of an environment. This runs what the file says, with the rights of whoever runs the workflow.',
  input: z.strictObject({
    target_name: name.optional().meta({ description: 'The default target of the file unless given.' }),
    environment: name.default('development').meta({ description: 'Stages find it as BUILD_ENVIRONMENT too.' }),
    config_path: pathSchema
      .optional()
      .meta({ description: 'In the workspace; build.json or build.toml unless given.' }),
    check: z.boolean().default(true).meta({ description: 'Whether a build that fails fails the step.' }),
  }),
  output: z.object({
    target_name: z.string(),
    environment: z.string(),
    ...pipelineResultShape,
    ...builtOutputsSchema.shape,
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [{ title: 'A target', input: { target_name: 'server', environment: 'production' } }],
  async run(context, { target_name, environment, config_path, check }) {
    const file = await readBuildFile(context, config_path);
    const [target, config] = targetOf(file, target_name);
    const variables = { BUILD_ENVIRONMENT: environment, ...variablesFor(file, environment) };
    return { target_name: target, environment, ...(await builtPipeline(context, { config, variables, check })) };
  },
});

function targetOf({ targets, default_target }: BuildFile, named: string | undefined) {
  const known = new Map(Object.entries(targets));
  const [only] = known.size === 1 ? known.keys() : [];
  const target = named ?? default_target ?? only;
  const config = target === undefined ? undefined : known.get(target);
  if (target !== undefined && config !== undefined) return [target, config] as const;
  const what = target === undefined ? 'no target is named' : `there is no target "${target}"`;
  throw refused(what, `Name one of ${[...known.keys()].slice(0, 20).join(', ')}.`);
}

/** An environment that the file does not know is refused, but for the default, which needs no entry. */
function variablesFor({ environments }: BuildFile, environment: string): Readonly<Record<string, string>> {
  const known = new Map(Object.entries(environments));
  const found = known.get(environment);
  if (found !== undefined || environment === 'development') return variablesOf(found?.env);
  throw refused(
    `the build file has no environment "${environment}"`,
    known.size === 0 ? 'Add it under environments.' : `Use one of ${[...known.keys()].slice(0, 20).join(', ')}.`,
  );
}

const refused = (message: string, suggestion: string): ActionError =>
  new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false, suggestions: [suggestion] });
