import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { anchored } from './anchored.ts';
import { systemCode } from './scaffold-error.ts';

/** What stands at a path of a project. */
export type FoundFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link' }
  | { readonly kind: 'other'; readonly why: string };

/** A file of a project that an update looks at; larger ones are left alone. */
const MAX_BYTES = 64 * 1024 * 1024;
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads what stands there, without following links.
 * @throws UsageError PATH_REFUSED when a folder on the way is a link.
 */
export async function readProjectFile(root: string, path: string): Promise<FoundFile> {
  try {
    return await anchored(root, path, lookAt);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'absent' };
    if (systemCode(error) === 'ENOTDIR') return { kind: 'other', why: 'a file stands where a folder is wanted' };
    throw error;
  }
}

/** Whether two paths of files that are there name one. */
export async function isSameFile(root: string, path: string, other: string): Promise<boolean> {
  const facts = (one: string) => anchored(root, one, (file) => lstat(file, { bigint: true }));
  const [first, second] = [await facts(path), await facts(other)];
  return first.ino === second.ino && first.dev === second.dev;
}

async function lookAt(file: string): Promise<FoundFile> {
  const there = await lstat(file);
  if (there.isSymbolicLink()) return { kind: 'link' };
  if (there.isDirectory()) return { kind: 'folder' };
  if (!there.isFile()) return { kind: 'other', why: 'it is no regular file' };
  if (there.size > MAX_BYTES) return { kind: 'other', why: `it is larger than ${MAX_BYTES} bytes` };
  const handle = await open(file, flags);
  try {
    return { kind: 'file', bytes: await handle.readFile(), mode: there.mode & 0o7777 };
  } finally {
    await handle.close();
  }
}
