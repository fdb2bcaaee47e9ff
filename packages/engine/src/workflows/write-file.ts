import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '@codomyrmex/core';

export type Written = 'written' | 'taken';

/**
 * Writes a file whole or not at all: readers see the old text, the new one, or no file, never a part. With `refuse` a file
 * that is there stays, also when several processes write it at the same moment: one of them wins.
 * @throws StorageError DATA_FOLDER_UNUSABLE.
 */
export async function writeFileWhole(file: string, text: string, ifTaken: 'refuse' | 'replace'): Promise<Written> {
  const temporary = join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await makeFolder(dirname(file));
    await writeDurably(temporary, text);
    return ifTaken === 'replace' ? await replace(temporary, file) : await create(temporary, file);
  } catch (cause) {
    throw new StorageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'DATA_FOLDER_UNUSABLE',
      cause,
      suggestions: ['Check rights and free space of the data folder, or name another with --data-dir.'],
    });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replace(temporary: string, file: string): Promise<Written> {
  await rename(temporary, file);
  return 'written';
}

/** Codes of file systems without hard links (FAT, some network mounts). */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A link is refused where its name is taken; a rename replaces. */
async function create(temporary: string, file: string): Promise<Written> {
  try {
    await link(temporary, file);
    return 'written';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') return 'taken';
    if (!noLinks.has(code)) throw error;
    // Without links two processes can both find the name free: then the later one wins, and the file is still whole.
    return existsSync(file) ? 'taken' : replace(temporary, file);
  }
}

/**
 * Makes a folder and the missing ones above it. Not `recursive: true`: where the system answers ENOENT for a folder whose
 * parent exists, as /proc does, Node (20 to 24) then tries again for ever.
 */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if (!existsSync(path)) throw error;
  });
}
