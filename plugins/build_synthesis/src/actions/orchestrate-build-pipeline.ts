import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { buildConfigSchema } from '../build-config.ts';
import { builtOutputsSchema, builtPipeline, pipelineResultShape } from '../built-pipeline.ts';
import { pathSchema } from '../command.ts';
import { languageNames } from '../language-name.ts';

export const orchestrateBuildPipeline = defineAction({
  title: 'Build a project in stages',
  description:
    'Finds out from the files of a project how it is installed, linted, built and tested, and does that, stage after stage. This runs code of the project and of what it depends on, with the rights of whoever runs the workflow. The first stage that fails ends the build.',
  input: z.strictObject({
    build_config: buildConfigSchema
      .default({})
      .meta({ description: 'How the project is built; what it leaves out is looked up in the project.' }),
    project_path: pathSchema.optional().meta({ description: 'The folder of the project; the workspace unless given.' }),
    language: z
      .enum(languageNames)
      .optional()
      .meta({ description: 'Which project is meant where a folder has several.' }),
    output_dir: pathSchema.optional().meta({ description: 'Where what is built is to be, from the project.' }),
    check: z.boolean().default(true).meta({ description: 'Whether a build that fails fails the step.' }),
  }),
  output: z.object({ ...pipelineResultShape, ...builtOutputsSchema.shape }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [
    { title: 'As its files say', input: {} },
    {
      title: 'Only what is named',
      input: {
        build_config: { stages: ['build', { name: 'docs', command: ['npm', 'run', 'docs'], required: false }] },
      },
    },
  ],
  run(context, { build_config, project_path, language, output_dir, check }) {
    const config = {
      ...build_config,
      ...(project_path !== undefined && { project_path }),
      ...(language !== undefined && { language }),
      ...(output_dir !== undefined && { output_dir }),
    };
    return builtPipeline(context, { config, check });
  },
});
