import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch } from '../branches.ts';
import { configurationSchema } from '../configuration.ts';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from '../identity.ts';
import { headOf, mergeCommit } from '../merge.ts';
import { requireNoOperation } from '../operation.ts';
import { authorEmail, authorName, referenceName, repositoryPath, trustRepository } from '../parameters.ts';
import type { Repository } from '../repository.ts';
import { resolveRevision } from '../resolve-revision.ts';
import { skippedHooks } from '../skipped-hooks.ts';
import { openWorkTree } from '../work-tree.ts';
import { fetchFrom } from './fetch.ts';
import { remoteName, shownAddress } from './remotes.ts';
import { tokenOf, tokenSecret } from './token.ts';
import { allowLocal, transportTo } from './transport.ts';

const input = z
  .strictObject({
    remote: remoteName.default('origin'),
    branch: referenceName.optional().meta({
      description: 'Of the remote; what the current branch follows there unless given, or else one of the same name.',
    }),
    repository_path: repositoryPath,
    fast_forward: z.enum(['only', 'allowed']).default('only').meta({
      description: 'What happens where both sides have commits: it fails (only), or a merge commit is made (allowed).',
    }),
    author_name: authorName,
    author_email: authorEmail,
    allow_local: allowLocal,
    trust_repository: trustRepository,
  })
  .refine(wholeIdentity, halfIdentity);

export const pullChanges = defineAction({
  title: 'Pull changes',
  description:
    'Fetches a branch of a remote and brings it into the current one. A merge with conflicts is taken back whole.',
  input,
  output: z.object({
    remote: z.string(),
    url: z.string(),
    branch: z.string().meta({ description: 'Of the remote.' }),
    merged: z.boolean().meta({ description: 'false when there was nothing new.' }),
    fast_forward: z.boolean(),
    previous: z.string().nullable(),
    hash: z.string(),
    hooks_skipped: z.array(z.string()).meta({ description: 'Hooks of the repository that were not run.' }),
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['exec', 'net', 'fs:write', 'secrets'],
  idempotent: true,
  timeout: 900,
  examples: [
    { title: 'What the current branch follows', input: {} },
    { title: 'With a merge where both sides have commits', input: { branch: 'main', fast_forward: 'allowed' } },
  ],
  async run(context, parameters) {
    const { remote, trust_repository: trusted, fast_forward } = parameters;
    const repository = await openWorkTree(context, parameters.repository_path, { trusted, merges: true });
    await requireNoOperation(repository);
    const env = identityVariables(parameters);
    if (fast_forward === 'allowed') {
      await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    }
    const branch = parameters.branch ?? (await followedBranch(repository, remote));
    const transport = await transportTo(repository, {
      remote,
      direction: 'fetch',
      allowLocal: parameters.allow_local,
      trusted,
      token: tokenOf(context),
    });
    const url = shownAddress(transport.address);
    await fetchFrom(repository, transport, { branch, prune: false });
    const hooks = trusted ? [] : await skippedHooks(repository);
    const previous = await headOf(repository);
    const merged = await mergeCommit(repository, {
      source: await resolveRevision(repository, `refs/remotes/${remote}/${branch}`),
      message: `Merge '${branch}' of ${url}`,
      strategy: 'ort',
      fastForward: fast_forward,
      trusted,
      options: { env, overrides: realIdentity },
    });
    return { remote, url, branch, previous, ...merged, hooks_skipped: hooks };
  },
});

/** What the current branch follows at this remote, or else a branch of its own name. */
async function followedBranch(repository: Repository, remote: string): Promise<string> {
  const current = await currentBranch(repository);
  if (current === null) {
    throw new ActionError('HEAD is detached: there is no branch to pull into', {
      code: 'BRANCH_NOT_FOUND',
      retryable: false,
      suggestions: ['switch_branch first, or name the branch of the remote'],
    });
  }
  const ask = async (key: string): Promise<string> => {
    const result = await repository.run(['config', '-z', '--get', `branch.${current}.${key}`]);
    return result.exitCode === 0 ? result.stdout.replace(/\0$/, '') : '';
  };
  const followed = /^refs\/heads\/(.+)$/.exec(await ask('merge'))?.[1];
  if (followed === undefined || (await ask('remote')) !== remote) return current;
  return referenceName.safeParse(followed).success ? followed : current;
}
