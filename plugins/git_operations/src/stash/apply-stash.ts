import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { localChanges, requireNoChanges } from '../local-changes.ts';
import { requireNoOperation, runOperation } from '../operation.ts';
import { repositoryPath, trustRepository } from '../parameters.ts';
import type { Repository } from '../repository.ts';
import { openWorkTree } from '../work-tree.ts';
import { ownPaths, stashNamed, stashRef, stashSchema } from './stashes.ts';

const NAMES_AT_ONCE = 200;

export const applyStash = defineAction({
  title: 'Apply stash',
  description:
    'Brings changes back that were put aside. Where they conflict with what is there now, nothing is changed.',
  input: z.strictObject({
    stash_ref: stashRef.default('stash@{0}'),
    repository_path: repositoryPath,
    drop: z.boolean().default(false).meta({ description: 'Remove the stash when its changes are back.' }),
    trust_repository: trustRepository,
  }),
  output: z.object({ applied: stashSchema, dropped: z.boolean() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'The newest, and then without it', input: { drop: true } }],
  async run(context, { stash_ref, repository_path, drop, trust_repository: trusted }) {
    const repository = await openWorkTree(context, repository_path, { trusted, merges: true });
    await requireNoOperation(repository);
    await requireNoChanges(repository, 'git stash apply');
    const stash = await stashNamed(repository, stash_ref);
    const unknown = await unknownFiles(repository, stash.hash);
    await requireFree(repository, unknown);
    try {
      await runOperation(repository, {
        args: ['stash', 'apply', '--quiet', stash.hash],
        undo: ['reset', '--quiet', '--hard', 'HEAD'],
        options: { env: ownPaths },
      });
    } catch (error) {
      await removeUnknown(repository, unknown);
      throw error;
    }
    if (drop) await repository.text(['stash', 'drop', '--quiet', stash.ref]);
    return { applied: stash, dropped: drop };
  },
});

/** Files that git did not know when they were put aside: the third parent of a stash. */
async function unknownFiles(repository: Repository, stash: string): Promise<string[]> {
  const parent = await repository.run(['rev-parse', '--verify', '--quiet', `${stash}^3`]);
  if (parent.exitCode !== 0) return [];
  const listed = await repository.text(['ls-tree', '-r', '-z', '--full-tree', '--name-only', parent.stdout.trim()], {
    keepBytes: 32 * 1024 * 1024,
  });
  return listed.split('\0').filter((name) => name !== '');
}

/** Git would bring back some of them where others are in the way. @throws ActionError LOCAL_CHANGES */
async function requireFree(repository: Repository, files: readonly string[]): Promise<void> {
  const taken: string[] = [];
  for (const file of files) {
    if ((await lstat(join(repository.top, file)).catch(() => undefined)) !== undefined) taken.push(file);
  }
  if (taken.length > 0) {
    throw localChanges('the stash has files that are there again', taken, ['move or remove those files first']);
  }
}

/** They were not there before; git, and not we, decides whether a name of the stash lies in the work tree. */
async function removeUnknown(repository: Repository, files: readonly string[]): Promise<void> {
  for (let at = 0; at < files.length; at += NAMES_AT_ONCE) {
    const names = files.slice(at, at + NAMES_AT_ONCE);
    await repository.run(['-C', repository.top, 'clean', '--quiet', '--force', '-x', '--', ...names]);
  }
}
