import { ActionError } from '@codomyrmex/core';
import type { Repository } from './repository.ts';

const MAX_NAMED = 10;
const KEEP_BYTES = 16 * 1024 * 1024;

/** Tracked files of the whole repository that differ from HEAD, in the index or on disk. Submodules count by their commit only. */
export async function changedFiles(repository: Repository): Promise<string[]> {
  const written = await repository.text(
    ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=dirty', '--no-renames'],
    { keepBytes: KEEP_BYTES },
  );
  return written
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3));
}

/** @throws ActionError LOCAL_CHANGES when tracked files have changes that `operation` would mix with its own. */
export async function requireNoChanges(repository: Repository, operation: string): Promise<void> {
  const files = await changedFiles(repository);
  if (files.length > 0) throw localChanges(`${operation} needs a work tree without changes`, files);
}

export function localChanges(why: string, files: readonly string[], suggestions?: readonly string[]): ActionError {
  const more = files.length > MAX_NAMED ? ` and ${files.length - MAX_NAMED} more` : '';
  const named = files.slice(0, MAX_NAMED).map((file) => JSON.stringify(file));
  return new ActionError(`${why}: ${named.join(', ')}${more}`, {
    code: 'LOCAL_CHANGES',
    retryable: false,
    details: { files: files.slice(0, MAX_NAMED) },
    suggestions: suggestions ?? ['commit the changes first, or put them aside with stash_changes'],
  });
}
