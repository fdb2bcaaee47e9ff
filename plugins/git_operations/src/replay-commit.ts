import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { requireNoChanges } from './local-changes.ts';
import { headOf } from './merge.ts';
import { requireNoOperation, runOperation } from './operation.ts';
import { authorEmail, authorName, repositoryPath, revision, trustRepository } from './parameters.ts';
import { resolveRevision } from './resolve-revision.ts';
import { skippedHooks } from './skipped-hooks.ts';
import { openWorkTree } from './work-tree.ts';

// What reverting a commit and picking one have in common: a commit's changes, or their reverse, on top of what is there.

export const replayInput = z
  .strictObject({
    commit_sha: revision.meta({ description: 'A hash, or another name of the commit.' }),
    repository_path: repositoryPath,
    no_commit: z
      .boolean()
      .default(false)
      .meta({ description: 'Leave the changes in the index instead of committing them.' }),
    mainline: z
      .int()
      .min(1)
      .max(16)
      .optional()
      .meta({ description: 'For a merge commit: the parent, from 1, that its changes are counted from.' }),
    author_name: authorName,
    author_email: authorEmail,
    trust_repository: trustRepository,
  })
  .refine(wholeIdentity, halfIdentity);

export const replayOutput = z.object({
  committed: z.boolean().meta({ description: 'false with no_commit, and when it would change nothing.' }),
  hash: z.string().nullable().meta({ description: 'The new commit.' }),
  source: z.string().meta({ description: 'The commit that was asked for.' }),
  hooks_skipped: z.array(z.string()).meta({ description: 'Hooks of the repository that were not run.' }),
});

/** Conflicts are taken back whole. @throws ActionError as `runOperation`. */
export async function replayCommit(
  context: ActionContext,
  command: 'revert' | 'cherry-pick',
  parameters: z.output<typeof replayInput>,
): Promise<z.output<typeof replayOutput>> {
  const { trust_repository: trusted, no_commit: noCommit, mainline } = parameters;
  const repository = await openWorkTree(context, parameters.repository_path, { trusted, merges: true });
  await requireNoOperation(repository);
  // Nothing but the changes of the commit can be taken back then.
  await requireNoChanges(repository, `git ${command}`);
  const env = identityVariables(parameters);
  if (!noCommit) {
    await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
  }
  const source = await resolveRevision(repository, parameters.commit_sha);
  const before = await headOf(repository);
  const hooks = trusted || noCommit ? [] : await skippedHooks(repository);
  const outcome = await runOperation(repository, {
    args: [
      command,
      ...(command === 'revert' ? ['--no-edit'] : []),
      ...(noCommit ? ['--no-commit'] : []),
      ...(mainline === undefined ? [] : [`--mainline=${mainline}`]),
      ...(trusted ? [] : ['--no-gpg-sign']),
      '--strategy=ort',
      source,
    ],
    // Without a commit git keeps no record of what it began; the work tree had no changes of its own.
    undo: noCommit ? ['reset', '--quiet', '--hard', 'HEAD'] : [command, '--abort'],
    options: { env, overrides: realIdentity },
  });
  const after = await headOf(repository);
  const committed = outcome === 'done' && after !== before;
  return { committed, hash: committed ? after : null, source, hooks_skipped: hooks };
}
