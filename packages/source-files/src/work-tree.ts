import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const MAX_ANCESTORS = 64;

/**
 * The top of the git work tree that `folder`, an absolute path, lies in: it or the nearest folder above it with a `.git`.
 * `undefined` where there is none within 64 folders. git is not run.
 */
export async function workTreeAround(folder: string): Promise<string | undefined> {
  let current = folder;
  for (let steps = 0; steps < MAX_ANCESTORS; steps++) {
    if ((await lstat(join(current, '.git')).catch(() => undefined)) !== undefined) return current;
    if (current === dirname(current)) return undefined;
    current = dirname(current);
  }
  return undefined;
}
