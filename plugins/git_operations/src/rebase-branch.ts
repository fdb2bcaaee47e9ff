import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch } from './branches.ts';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { requireNoChanges } from './local-changes.ts';
import { branchOrRevision, headOf } from './merge.ts';
import { requireNoOperation, runOperation } from './operation.ts';
import { authorEmail, authorName, repositoryPath, revision, trustRepository } from './parameters.ts';
import { openWorkTree } from './work-tree.ts';

export const rebaseBranch = defineAction({
  title: 'Rebase branch',
  description:
    'Makes the commits of the current branch anew on top of another. Merges among them are flattened; a rebase with conflicts is taken back whole.',
  input: z
    .strictObject({
      target_branch: revision.meta({ description: 'What the commits are put on: a branch, a tag or a hash.' }),
      repository_path: repositoryPath,
      author_name: authorName.meta({ description: 'Who makes the commits anew; their authors stay.' }),
      author_email: authorEmail,
      trust_repository: trustRepository,
    })
    .refine(wholeIdentity, halfIdentity),
  output: z.object({
    rebased: z.boolean().meta({ description: 'false when the branch stood there already.' }),
    branch: z.string(),
    previous: z.string().meta({ description: 'Where the branch was.' }),
    hash: z.string(),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'On what the remote has', input: { target_branch: 'origin/main' } }],
  async run(context, parameters) {
    const trusted = parameters.trust_repository;
    const repository = await openWorkTree(context, parameters.repository_path, { trusted, merges: true });
    await requireNoOperation(repository);
    const branch = await currentBranch(repository);
    const previous = await headOf(repository);
    if (branch === null || previous === null) {
      throw new ActionError('there is no branch with commits to rebase: HEAD is detached or the branch is empty', {
        code: 'BRANCH_NOT_FOUND',
        retryable: false,
        suggestions: ['switch_branch to the branch first'],
      });
    }
    await requireNoChanges(repository, 'a rebase');
    const env = identityVariables(parameters);
    await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    const onto = await branchOrRevision(repository, parameters.target_branch);
    await runOperation(repository, {
      args: [
        'rebase',
        '--quiet',
        '--merge',
        '--no-fork-point',
        '--no-autosquash',
        '--no-autostash',
        '--no-rebase-merges',
        '--no-stat',
        '--strategy=ort',
        ...(trusted ? [] : ['--no-verify', '--no-gpg-sign']),
        onto,
      ],
      undo: ['rebase', '--abort'],
      options: { env: committer(env), overrides: realIdentity },
    });
    const hash = (await headOf(repository)) ?? previous;
    return { rebased: hash !== previous, branch, previous, hash };
  },
});

/** Authors of commits that are made anew stay. */
function committer(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('GIT_COMMITTER_')));
}
