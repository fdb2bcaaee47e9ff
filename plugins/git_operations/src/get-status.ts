import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';
import { statusOf, statusSchema } from './status.ts';

const input = z.strictObject({
  repository_path: repositoryPath,
  limit: z.int().min(1).max(100_000).default(1_000).meta({ description: 'How many files of each kind to name.' }),
});

export const getStatus = defineAction({
  title: 'Get status',
  description: 'Branch, commit, and changed, untracked and conflicted files below a folder.',
  input,
  output: statusSchema,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path, limit }) {
    return statusOf(await openRepository(context, repository_path, { kind: 'read' }), limit);
  },
});
