import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch } from './branches.ts';
import { headOf } from './merge.ts';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const getCurrentBranch = defineAction({
  title: 'Get current branch',
  description: 'Which branch is checked out, and its newest commit.',
  input: z.strictObject({ repository_path: repositoryPath }),
  output: z.object({
    branch: z.string().nullable().meta({ description: 'null when HEAD is detached.' }),
    hash: z.string().nullable().meta({ description: 'null when there is no commit yet.' }),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    return { branch: await currentBranch(repository), hash: await headOf(repository) };
  },
});
