import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Repository } from '../repository.ts';

const MAX_STASHES = 1_000;

export const stashSchema = z.object({
  ref: z.string().meta({ description: 'stash@{0} is the newest.' }),
  hash: z.string(),
  date: z.string().meta({ description: 'ISO 8601.' }),
  message: z.string(),
});
export type Stash = z.output<typeof stashSchema>;

/** Which stash: `stash@{2}`, or its number alone. */
export const stashRef = z
  .string()
  .regex(/^(?:stash@\{\d{1,6}\}|\d{1,6})$/, 'write stash@{0}, or 0')
  .meta({ description: 'As list_stashes names it: stash@{0} is the newest.' });

/** `git stash` gives itself a path with magic in it, which is not to be taken for a name. */
export const ownPaths = { GIT_LITERAL_PATHSPECS: '0' } as const;

/** The newest first, at most 1000. */
export async function stashesOf(repository: Repository): Promise<Stash[]> {
  const there = await repository.run(['rev-parse', '--verify', '--quiet', 'refs/stash']);
  if (there.exitCode !== 0) return [];
  const written = await repository.text([
    'log',
    '-z',
    '--walk-reflogs',
    '--no-patch',
    '--no-show-signature',
    `--max-count=${MAX_STASHES}`,
    '--format=%H%x00%cI%x00%gs',
    'refs/stash',
    '--',
  ]);
  const parts = written.split('\0');
  const stashes: Stash[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [hash = '', date = '', message = ''] = parts.slice(at, at + 3);
    stashes.push({ ref: `stash@{${stashes.length}}`, hash, date, message });
  }
  return stashes;
}

/** @throws ActionError STASH_NOT_FOUND */
export async function stashNamed(repository: Repository, written: string): Promise<Stash> {
  const stashes = await stashesOf(repository);
  const found = stashes[Number(/\d+/.exec(written)?.[0])];
  if (found !== undefined) return found;
  throw new ActionError(`there is no ${written}: the repository has ${stashes.length} stashes`, {
    code: 'STASH_NOT_FOUND',
    retryable: false,
    suggestions: ['see list_stashes'],
  });
}
