import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import { folderAt, textOf } from '@codomyrmex/source-files';
import * as z from 'zod';
import { type EnvNames, readEnvNames } from './env-file.ts';
import { isSet } from './environment-variable.ts';
import { variableName } from './variable-name.ts';

const names = z.array(variableName).max(500).default([]);

const output = z.object({
  valid: z.boolean().meta({ description: 'Every required variable is set.' }),
  variables: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      set_in: z.enum(['environment', 'env_file']).nullable(),
      in_example: z.boolean().meta({ description: '.env.example names it.' }),
    }),
  ),
  missing_required: z.array(z.string()),
  missing_optional: z.array(z.string()),
  env_file: z.boolean().meta({ description: 'There is a .env.' }),
  env_file_created: z.boolean(),
  example_file: z.boolean().meta({ description: 'There is a .env.example.' }),
  suggestions: z.array(z.string()),
});

export const checkAndSetupEnvVars = defineAction({
  title: 'Check environment variables',
  description:
    'Which variables are set, in our environment or in the project’s .env, of those required, those optional and those that .env.example names. No value is told. Nothing is written unless create_env_file asks for a .env made of the example.',
  input: z.strictObject({
    repo_root: z
      .string()
      .min(1)
      .default('.')
      .meta({ description: 'The folder with .env and .env.example, relative to the workspace or absolute.' }),
    required: names.meta({ description: 'Variables without which the project does not run.' }),
    optional: names.meta({ description: 'Variables that the project can do without.' }),
    create_env_file: z
      .boolean()
      .default(false)
      .meta({ description: 'Copy .env.example to .env where there is none; only within the workspace.' }),
  }),
  output,
  effects: ['fs:read', 'fs:write', 'secrets'],
  idempotent: true,
  timeout: 30,
  examples: [
    {
      title: 'What a service needs, with a .env to fill in',
      input: { required: ['DATABASE_URL'], optional: ['LOG_LEVEL'], create_env_file: true },
    },
  ],
  async run(context, { repo_root, required, optional, create_env_file }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    const created = create_env_file && (await createEnvFile(context, root));
    const file = await readEnvNames(join(root, '.env'));
    const example = await readEnvNames(join(root, '.env.example'));
    const asked = [...new Set([...required, ...optional, ...(example?.keys() ?? [])])];
    const variables = asked.map((name) => ({
      name,
      required: required.includes(name),
      set_in: whereSet(name, file),
      in_example: example?.has(name) ?? false,
    }));
    const missing = variables.filter(({ set_in }) => set_in === null);
    const missingRequired = missing.filter((variable) => variable.required).map(({ name }) => name);
    return {
      valid: missingRequired.length === 0,
      variables,
      missing_required: missingRequired,
      missing_optional: missing.filter((variable) => !variable.required).map(({ name }) => name),
      env_file: file !== undefined,
      env_file_created: created,
      example_file: example !== undefined,
      suggestions: [
        ...(file === undefined && example !== undefined && missing.length > 0
          ? ['copy .env.example to .env and fill in what is missing']
          : []),
        ...missingRequired.map((name) => `set ${name}`),
      ],
    };
  },
});

/** Copies the example where nothing stands in the place of `.env`, not even a link. */
async function createEnvFile(context: ActionContext, root: string): Promise<boolean> {
  const place = join(root, '.env');
  const example = textOf(join(root, '.env.example'));
  const there = await lstat(place).catch(() => undefined);
  if (example === undefined || there !== undefined) return false;
  await context.fs.write(place, example);
  return true;
}

function whereSet(name: string, file: EnvNames | undefined): 'environment' | 'env_file' | null {
  if (isSet(name)) return 'environment';
  return file?.get(name) === 'set' ? 'env_file' : null;
}
