import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Makes a file that is not there, and has it on the disk when it returns. */
export async function writeNewFile(file: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Has the names in a folder on the disk, where the file system can say so of folders. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(folder, 'r');
  } catch {
    // Windows opens no folders; its names are durable by themselves.
    return;
  }
  try {
    await handle.sync().catch(() => undefined); // not every file system syncs folders
  } finally {
    await handle.close();
  }
}

/** So many at a time: the disk takes what comes together in one go. */
const AT_ONCE = 16;

/** Does the same with each, several at a time; when one fails, nothing is under way any more. */
export async function severalAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const ends = await Promise.allSettled(items.slice(at, at + AT_ONCE).map(work));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The mode that the umask then cuts. */
export const modeOf = (isExecutable: boolean): number => (isExecutable ? 0o777 : 0o666);
