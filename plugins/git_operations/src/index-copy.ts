import { copyFile, mkdtemp, rm } from 'node:fs/promises';
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
    // A repository where nothing was added yet has no index.
    await copyFile(index, copy).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
    return await work({ GIT_INDEX_FILE: copy });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
