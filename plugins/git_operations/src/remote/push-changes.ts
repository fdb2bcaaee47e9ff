import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { currentBranch, hashOf } from '../branches.ts';
import { configurationSchema } from '../configuration.ts';
import { referenceName, repositoryPath, trustRepository } from '../parameters.ts';
import { openRepository, type Repository } from '../repository.ts';
import { hooksIn, skippedHooks } from '../skipped-hooks.ts';
import { pushTo } from './push.ts';
import { remoteName, shownAddress } from './remotes.ts';
import { tokenOf, tokenSecret } from './token.ts';
import { allowLocal, transportTo } from './transport.ts';

const input = z.strictObject({
  remote: remoteName.default('origin'),
  branch: referenceName.optional().meta({ description: 'The current one unless given.' }),
  tag_names: z.array(referenceName).max(1_000).default([]).meta({ description: 'Tags to push as well.' }),
  repository_path: repositoryPath,
  set_upstream: z.boolean().default(false).meta({ description: 'Let the branch follow the one at the remote.' }),
  force_with_lease: z.boolean().default(false).meta({
    description: 'Replace commits at the remote, if it still has what was last fetched from it and nothing newer.',
  }),
  allow_local: allowLocal,
  trust_repository: trustRepository,
});

export const pushChanges = defineAction({
  title: 'Push changes',
  description: 'Sends a branch to a remote. Commits there are never replaced unless force_with_lease says so.',
  input,
  output: z.object({
    remote: z.string(),
    url: z.string(),
    branch: z.string(),
    hash: z.string(),
    pushed: z.boolean().meta({ description: 'false when the remote had everything already.' }),
    forced: z.boolean().meta({ description: 'Commits of the remote were replaced.' }),
    tags: z.array(z.string()).meta({ description: 'Those that the remote did not have.' }),
    hooks_skipped: z
      .array(z.string())
      .meta({ description: 'Hooks that were not run: of the repository, and of a remote on this machine.' }),
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['exec', 'net', 'fs:write', 'secrets'],
  idempotent: true,
  timeout: 900,
  examples: [
    { title: 'A new branch, to be followed', input: { branch: 'fix/timeout', set_upstream: true } },
    { title: 'A release with its tag', input: { branch: 'main', tag_names: ['v2.1.1'] } },
  ],
  async run(context, parameters) {
    const { remote, trust_repository: trusted } = parameters;
    const repository = await openRepository(context, parameters.repository_path, { kind: 'transfer', trusted });
    const { branch, hash } = await branchToPush(repository, parameters.branch);
    const transport = await transportTo(repository, {
      remote,
      direction: 'push',
      allowLocal: parameters.allow_local,
      trusted,
      token: tokenOf(context),
    });
    const hooks = trusted ? [] : await skippedHooks(repository);
    const theirs = trusted || !transport.isLocal ? [] : await hooksIn(transport.address);
    const pushed = await pushTo(repository, transport, {
      branch,
      hash,
      tags: parameters.tag_names,
      replace: parameters.force_with_lease,
      trusted,
    });
    if (parameters.set_upstream) {
      await repository.text(['config', `branch.${branch}.remote`, remote]);
      await repository.text(['config', `branch.${branch}.merge`, `refs/heads/${branch}`]);
    }
    return {
      remote,
      url: shownAddress(transport.address),
      branch,
      hash,
      ...pushed,
      hooks_skipped: [...hooks, ...theirs],
    };
  },
});

async function branchToPush(
  repository: Repository,
  written: string | undefined,
): Promise<{ branch: string; hash: string }> {
  const branch = written ?? (await currentBranch(repository));
  const hash = branch === null ? null : await hashOf(repository, branch);
  if (branch !== null && hash !== null) return { branch, hash };
  throw new ActionError(
    branch === null ? 'HEAD is detached: name the branch to push' : `there is no branch "${branch}" with commits`,
    { code: 'BRANCH_NOT_FOUND', retryable: false, suggestions: ['see list_branches'] },
  );
}
