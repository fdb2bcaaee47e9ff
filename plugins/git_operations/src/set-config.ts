import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationKeys } from './configuration-keys.ts';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const setConfig = defineAction({
  title: 'Set git configuration',
  description: 'Writes a key of the repository’s own configuration; the user’s and the machine’s are not touched.',
  input: z.strictObject({
    key: z
      .enum(configurationKeys)
      .meta({ description: 'The setting; others could make git run programs and are not written.' }),
    value: z
      .string()
      .min(1)
      .max(500)
      .regex(/^[^\0\n\r]+$/, 'must be one line')
      .meta({ description: 'What it is set to; git says which values a setting takes.' }),
    repository_path: repositoryPath,
  }),
  output: z.object({ key: z.string(), value: z.string() }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Only fast-forwards when pulling', input: { key: 'pull.ff', value: 'only' } }],
  async run(context, { key, value, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    await repository.text(['config', '--local', '--replace-all', '--end-of-options', key, value]);
    return { key, value };
  },
});
