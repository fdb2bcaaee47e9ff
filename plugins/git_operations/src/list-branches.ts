import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { branchesOf, branchSchema, currentBranch, MAX_BRANCHES } from './branches.ts';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const listBranches = defineAction({
  title: 'List branches',
  description: 'Local branches, and on request those of remotes, with their newest commits.',
  input: z.strictObject({
    repository_path: repositoryPath,
    include_remote: z
      .boolean()
      .default(false)
      .meta({ description: 'Also the branches of remotes, as they were last fetched.' }),
  }),
  output: z.object({
    current: z.string().nullable().meta({ description: 'null when HEAD is detached.' }),
    branches: z.array(branchSchema),
    truncated: z.boolean(),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Those of the remotes as well', input: { include_remote: true } }],
  async run(context, { repository_path, include_remote }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const listed = await branchesOf(repository, include_remote ? ['refs/heads', 'refs/remotes'] : ['refs/heads']);
    return {
      current: await currentBranch(repository),
      branches: listed.slice(0, MAX_BRANCHES),
      truncated: listed.length > MAX_BRANCHES,
    };
  },
});
