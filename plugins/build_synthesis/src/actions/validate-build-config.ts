import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { buildConfigSchema, contradictions, stageNames } from '../build-config.ts';
import { problemsOf } from '../problems-of.ts';

const MAX_PROBLEMS = 100;

export const validateBuildConfig = defineAction({
  title: 'Whether a build configuration can be used',
  description: 'Says everything that is wrong with a configuration, by its place. Nothing is run.',
  input: z.strictObject({
    config: z.unknown().meta({ description: 'What orchestrate_build_pipeline takes as build_config.' }),
  }),
  output: z.object({
    valid: z.boolean(),
    problems: z.array(z.object({ path: z.string(), message: z.string() })),
    stages: z.array(z.string()).meta({ description: 'The names of its stages in their order, when it is valid.' }),
  }),
  effects: [],
  idempotent: true,
  examples: [{ title: 'One stage', input: { config: { stages: [{ name: 'build', command: ['make'] }] } } }],
  run(_context, { config }) {
    const parsed = buildConfigSchema.safeParse(config);
    const problems = parsed.success ? contradictions(parsed.data) : problemsOf(parsed.error);
    const stages = parsed.success ? (parsed.data.stages ?? stageNames) : [];
    return {
      valid: problems.length === 0,
      problems: problems.slice(0, MAX_PROBLEMS),
      stages: problems.length === 0 ? stages.map((stage) => (typeof stage === 'string' ? stage : stage.name)) : [],
    };
  },
});
