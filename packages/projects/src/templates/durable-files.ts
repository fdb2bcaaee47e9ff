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

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The mode that the umask then cuts. */
export const modeOf = (isExecutable: boolean): number => (isExecutable ? 0o777 : 0o666);
