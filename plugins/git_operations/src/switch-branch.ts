import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch, hashOf } from './branches.ts';
import { referenceName, repositoryPath, trustRepository } from './parameters.ts';
import { switchTo } from './switch-to.ts';
import { openWorkTree } from './work-tree.ts';

export const switchBranch = defineAction({
  title: 'Switch branch',
  description: 'Checks out a branch; one that only a remote has is made first. Local changes are never thrown away.',
  input: z.strictObject({
    branch_name: referenceName,
    repository_path: repositoryPath,
    trust_repository: trustRepository,
  }),
  output: z.object({ branch: z.string(), hash: z.string().nullable(), previous: z.string().nullable() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'Back to the main branch', input: { branch_name: 'main' } }],
  async run(context, { branch_name: branch, repository_path, trust_repository: trusted }) {
    const repository = await openWorkTree(context, repository_path, { trusted });
    const previous = await currentBranch(repository);
    await switchTo(repository, ['--guess', '--end-of-options', branch]);
    return { branch, hash: await hashOf(repository, branch), previous };
  },
});
