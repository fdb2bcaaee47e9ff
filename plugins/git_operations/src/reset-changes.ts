import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { changedFiles, localChanges } from './local-changes.ts';
import { headOf } from './merge.ts';
import { requireNoOperation } from './operation.ts';
import { repositoryPath, revision, trustRepository } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';
import { openWorkTree } from './work-tree.ts';

const input = z.strictObject({
  mode: z.enum(['soft', 'mixed', 'hard']).default('mixed').meta({
    description:
      'What goes back with the branch: nothing (soft), the index (mixed), or the index and the files (hard).',
  }),
  target: revision.default('HEAD').meta({ description: 'The commit that the branch goes back to.' }),
  repository_path: repositoryPath,
  discard_changes: z
    .boolean()
    .default(false)
    .meta({ description: 'Let a hard reset throw away changes that are in no commit.' }),
  trust_repository: trustRepository,
});
type Input = z.output<typeof input>;

export const resetChanges = defineAction({
  title: 'Reset changes',
  description:
    'Sets the current branch to a commit. Changes that are in no commit are thrown away only when that is asked for.',
  input,
  output: z.object({
    mode: z.string(),
    previous: z.string().nullable().meta({ description: 'Where the branch was.' }),
    hash: z.string(),
    discarded: z.array(z.string()).meta({ description: 'Files, from the top, whose changes are gone; at most 1000.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'Take the last commit back and keep its changes', input: { mode: 'soft', target: 'HEAD~1' } }],
  async run(context, parameters) {
    const { mode, target } = parameters;
    const repository = await opened(context, parameters);
    await requireNoOperation(repository);
    const hash = await resolveRevision(repository, target);
    const lost = mode === 'hard' ? await wouldBeLost(repository, hash) : [];
    if (lost.length > 0 && !parameters.discard_changes) {
      throw localChanges('a hard reset would throw away changes that are in no commit', lost, [
        'set discard_changes: true to throw them away',
        'or put them aside with stash_changes',
      ]);
    }
    const previous = await headOf(repository);
    await repository.text(['reset', '--quiet', `--${mode}`, hash, '--']);
    return { mode, previous, hash, discarded: lost.slice(0, 1_000) };
  },
});

/** A soft reset moves the branch alone. */
function opened(context: ActionContext, { mode, repository_path, trust_repository }: Input): Promise<Repository> {
  if (mode === 'soft') return openRepository(context, repository_path, { kind: 'references' });
  return openWorkTree(context, repository_path, { trusted: trust_repository });
}

/** Changes of tracked files, and files that git does not know and the commit has under the same name. */
async function wouldBeLost(repository: Repository, hash: string): Promise<string[]> {
  const changed = await changedFiles(repository);
  if ((await headOf(repository)) === null) return changed;
  const added = await repository.text(
    ['diff-tree', '-r', '-z', '--no-renames', '--diff-filter=A', '--name-only', 'HEAD', hash],
    { keepBytes: 32 * 1024 * 1024 },
  );
  const inTheWay: string[] = [];
  for (const file of added.split('\0').filter((name) => name !== '')) {
    if ((await lstat(join(repository.top, file)).catch(() => undefined)) !== undefined) inTheWay.push(file);
  }
  return [...new Set([...changed, ...inTheWay])];
}
