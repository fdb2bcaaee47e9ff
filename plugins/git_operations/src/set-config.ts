import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationKeys } from './configuration-keys.ts';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const setConfig = defineAction({
  title: 'Set git configuration',
  description: 'Writes a key of the repository’s own configuration; the user’s and the machine’s are not touched.',
  input: z.strictObject({
    key: z.enum(configurationKeys),
    value: z
      .string()
      .min(1)
      .max(500)
      .regex(/^[^\0\n\r]+$/, 'must be one line'),
    repository_path: repositoryPath,
  }),
  output: z.object({ key: z.string(), value: z.string() }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 60,
  async run(context, { key, value, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    await repository.text(['config', '--local', '--replace-all', '--end-of-options', key, value]);
    return { key, value };
  },
});
