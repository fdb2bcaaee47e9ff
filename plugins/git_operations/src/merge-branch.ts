import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch } from './branches.ts';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { branchOrRevision, fastForwards, headOf, mergeCommit, strategies } from './merge.ts';
import { requireNoOperation } from './operation.ts';
import {
  authorEmail,
  authorName,
  commitMessage,
  referenceName,
  repositoryPath,
  revision,
  trustRepository,
} from './parameters.ts';
import type { Repository } from './repository.ts';
import { skippedHooks } from './skipped-hooks.ts';
import { switchTo } from './switch-to.ts';
import { openWorkTree } from './work-tree.ts';

const input = z
  .strictObject({
    source_branch: revision.meta({ description: 'What is merged: a branch, a tag or a hash.' }),
    target_branch: referenceName.optional().meta({
      description: 'The branch that it is merged into, and which is checked out then; the current one unless given.',
    }),
    repository_path: repositoryPath,
    strategy: z
      .enum(strategies)
      .default('ort')
      .meta({ description: 'How git merges; recursive is an older name of ort.' }),
    fast_forward: z.enum(fastForwards).default('allowed').meta({
      description:
        'Whether a branch that has nothing of its own is only moved (allowed, only), or a merge commit made (never).',
    }),
    message: commitMessage
      .optional()
      .meta({ description: 'The message of the merge commit; the one that git writes unless given.' }),
    author_name: authorName,
    author_email: authorEmail,
    trust_repository: trustRepository,
  })
  .refine(wholeIdentity, halfIdentity);
type Input = z.output<typeof input>;

export const mergeBranch = defineAction({
  title: 'Merge branch',
  description: 'Brings the commits of one branch into another. A merge with conflicts is taken back whole.',
  input,
  output: z.object({
    merged: z.boolean().meta({ description: 'false when the branch had everything already.' }),
    fast_forward: z.boolean(),
    branch: z.string().nullable().meta({ description: 'null when HEAD is detached.' }),
    hash: z.string(),
    source: z.string().meta({ description: 'The commit that was merged.' }),
    hooks_skipped: z.array(z.string()).meta({ description: 'Hooks of the repository that were not run.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 300,
  examples: [
    {
      title: 'With a merge commit',
      input: { source_branch: 'fix/timeout', target_branch: 'main', fast_forward: 'never' },
    },
  ],
  async run(context, parameters) {
    const trusted = parameters.trust_repository;
    const repository = await openWorkTree(context, parameters.repository_path, { trusted, merges: true });
    await requireNoOperation(repository);
    const env = identityVariables(parameters);
    await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    const source = await branchOrRevision(repository, parameters.source_branch);
    const hooks = trusted ? [] : await skippedHooks(repository);
    return onBranch(repository, parameters.target_branch, async (branch) => ({
      ...(await mergeCommit(repository, {
        source,
        message: parameters.message ?? defaultMessage(parameters, branch),
        strategy: parameters.strategy,
        fastForward: parameters.fast_forward,
        trusted,
        options: { env, overrides: realIdentity },
      })),
      branch,
      source,
      hooks_skipped: hooks,
    }));
  },
});

function defaultMessage({ source_branch }: Input, branch: string | null): string {
  return `Merge '${source_branch}'${branch === null ? '' : ` into ${branch}`}`;
}

/** Does `work` with the branch checked out, and goes back to where it was when that fails. */
async function onBranch<Result>(
  repository: Repository,
  target: string | undefined,
  work: (branch: string | null) => Promise<Result>,
): Promise<Result> {
  const current = await currentBranch(repository);
  if (target === undefined || target === current) return work(current);
  const back = current === null ? ['--detach', (await headOf(repository)) ?? 'HEAD'] : [current];
  await switchTo(repository, ['--no-guess', '--end-of-options', target]);
  try {
    return await work(target);
  } catch (error) {
    await switchTo(repository, back);
    throw error;
  }
}
