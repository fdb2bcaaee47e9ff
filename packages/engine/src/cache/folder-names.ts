import type { Dirent } from 'node:fs';
import { type EntryKind, entryKind } from './entry-kind.ts';

const signs: Readonly<Record<EntryKind, string>> = { file: 'f', folder: 'd', link: 'l', other: 'o' };

/** What stands in a folder, names and kinds, as one text to be compared. */
export function folderNames(entries: readonly Dirent[]): string {
  let names = '';
  for (const entry of entries) names += `${signs[entryKind(entry)]}${entry.name}/`;
  return names;
}
