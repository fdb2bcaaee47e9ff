import { ActionError, defineAction, didYouMean } from '@codomyrmex/core';
import * as z from 'zod';
import { branchesOf, hashOf } from './branches.ts';
import { gitFailed } from './git-command.ts';
import { referenceName, repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const deleteBranch = defineAction({
  title: 'Delete branch',
  description: 'Removes a local branch whose commits another has; with force also one whose commits are nowhere else.',
  input: z.strictObject({
    branch_name: referenceName,
    repository_path: repositoryPath,
    force: z.boolean().default(false).meta({ description: 'Also when its commits are in no other branch.' }),
  }),
  output: z.object({
    branch: z.string(),
    hash: z.string().meta({ description: 'Where it was; create_branch with it as the start_point brings it back.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [{ title: 'One that is merged', input: { branch_name: 'fix/timeout' } }],
  async run(context, { branch_name: branch, repository_path, force }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    const hash = await hashOf(repository, branch);
    if (hash === null) {
      const names = (await branchesOf(repository, ['refs/heads'])).map(({ name }) => name);
      const suggestion = didYouMean(branch, names);
      throw new ActionError(`there is no branch "${branch}"`, {
        code: 'BRANCH_NOT_FOUND',
        retryable: false,
        suggestions: [suggestion ?? 'see list_branches'],
      });
    }
    const result = await repository.run([
      'branch',
      '--delete',
      ...(force ? ['--force'] : []),
      '--end-of-options',
      branch,
    ]);
    if (result.exitCode === 0) return { branch, hash };
    if (/not fully merged/.test(result.stderr)) {
      throw new ActionError(`the branch "${branch}" has commits that no other branch has`, {
        code: 'BRANCH_NOT_MERGED',
        retryable: false,
        details: { hash },
        suggestions: ['merge_branch first, or set force: true to give the commits up'],
      });
    }
    if (/checked out at|used by worktree/.test(result.stderr)) {
      throw new ActionError(`the branch "${branch}" is checked out`, {
        code: 'BRANCH_IN_USE',
        retryable: false,
        suggestions: ['switch_branch to another one first'],
      });
    }
    throw gitFailed('branch --delete', result);
  },
});
