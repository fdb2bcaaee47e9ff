import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { systemCode } from './scaffold-error.ts';

const folderFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
/** On Linux a folder that is open can be walked on from, whatever becomes of its name. */
const hasAnchors = existsSync('/proc/self/fd');

/**
 * Does something with a file of a project, by a way that no link leads out of. On Linux every folder of the way is opened without
 * following links, one from the other, so that one which is swapped for a link meanwhile is of no use; elsewhere they are looked at
 * just before.
 * @param path with slashes, checked before
 * @param work gets a path that stands for it while it works
 * @throws UsageError PATH_REFUSED for a link on the way · what the system says where a folder is missing (ENOENT) or a file (ENOTDIR).
 */
export async function anchored<Result>(
  root: string,
  path: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (!hasAnchors) return work(join(await walked(root, segments), name));
  let folder = await open(root, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
  try {
    for (const segment of segments) {
      const next = await step(folder, segment, path);
      await folder.close();
      folder = next;
    }
    return await work(`/proc/self/fd/${folder.fd}/${name}`);
  } finally {
    await folder.close();
  }
}

async function step(folder: FileHandle, segment: string, path: string): Promise<FileHandle> {
  const file = `/proc/self/fd/${folder.fd}/${segment}`;
  try {
    return await open(file, folderFlags);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    if ((await lstat(file).catch(() => undefined))?.isSymbolicLink() === true) throw isLink(path, segment);
    throw error;
  }
}

async function walked(root: string, segments: readonly string[]): Promise<string> {
  let folder = root;
  for (const segment of segments) {
    folder = join(folder, segment);
    if ((await lstat(folder)).isSymbolicLink()) throw isLink(segments.join('/'), segment);
  }
  return folder;
}

const isLink = (path: string, segment: string): UsageError =>
  new UsageError(
    `${JSON.stringify(path)} is refused: ${JSON.stringify(segment)} is a link, and may lead out of the project`,
    {
      code: 'PATH_REFUSED',
      details: { path },
      suggestions: ['Put a folder in the place of the link, or take it away.'],
    },
  );
