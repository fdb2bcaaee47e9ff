import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationKeys } from './configuration-keys.ts';
import { gitFailed } from './git-command.ts';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const getConfig = defineAction({
  title: 'Get git configuration',
  description:
    'What the repository’s own configuration says under a key. Keys that may hold programs or secrets are not read.',
  input: z.strictObject({
    key: z.enum(configurationKeys).meta({ description: 'The setting; others may hold secrets and are not read.' }),
    repository_path: repositoryPath,
  }),
  output: z.object({ value: z.string().nullable().meta({ description: 'null when it says nothing.' }) }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'What a new repository calls its first branch', input: { key: 'init.defaultBranch' } }],
  async run(context, { key, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const result = await repository.run(['config', '--local', '--includes', '-z', '--get', key]);
    if (result.exitCode === 1) return { value: null };
    if (result.exitCode !== 0) throw gitFailed('config', result);
    return { value: result.stdout.replace(/\0$/, '') };
  },
});
