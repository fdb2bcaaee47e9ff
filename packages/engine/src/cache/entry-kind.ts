import type { Dirent } from 'node:fs';

/** What stands in a folder, as far as it makes a difference to who looks for files. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Of what `lstat` says too: a link is not followed. */
export function entryKind(found: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
}
