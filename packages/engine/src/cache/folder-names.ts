import type { Dirent } from 'node:fs';

/** What stands in a folder, names and kinds, as one text to be compared. */
export function folderNames(entries: readonly Dirent[]): string {
  let names = '';
  for (const entry of entries) names += `${signOf(entry)}${entry.name}/`;
  return names;
}

function signOf(entry: Dirent): string {
  if (entry.isFile()) return 'f';
  if (entry.isDirectory()) return 'd';
  return entry.isSymbolicLink() ? 'l' : 'o';
}
