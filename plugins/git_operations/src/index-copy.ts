import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/**
 * Gives `work` the variables under which git uses a copy of the repository's index, and removes the copy afterwards.
 * `git diff` writes what it learns about unchanged files into the index, whatever `GIT_OPTIONAL_LOCKS` says, and with
 * `diff.autoRefreshIndex` off it shows those files as changed.
 */
export async function withIndexCopy<Result>(
  repository: Repository,
  work: (env: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> {
  const index = (await repository.text(['rev-parse', '--path-format=absolute', '--git-path', 'index'])).replace(
    /\n$/,
    '',
  );
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-index-'));
  try {
    const copy = join(folder, 'index');
    await copyWithTime(index, copy);
    return await work({ GIT_INDEX_FILE: copy });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * With the time of the original: git looks into files that are as new as their index, and takes others with the same size
 * and times for unchanged. A copy that is newer would hide changes made in the moment in which the index was written.
 */
async function copyWithTime(index: string, copy: string): Promise<void> {
  try {
    const { mtime, atime } = await stat(index);
    await copyFile(index, copy);
    // Rounded down to whole seconds, which only makes git look into more files.
    await utimes(copy, atime, Math.floor(mtime.getTime() / 1000));
  } catch (error) {
    // A repository where nothing was added yet has no index.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
