import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of our own in `parent`, so that what is finished there can be renamed to its place; removed when `work` is done. */
export async function withTemporaryFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, '.codomyrmex-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
