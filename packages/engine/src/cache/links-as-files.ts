import { type Dirent, readdir } from 'node:fs';
import type { FileSystemAdapter } from 'tinyglobby';

type Told = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/** Links are files of the folder that they stand in: the search finds them and does not follow them. */
function readLinksAsFiles(path: string, _options: unknown, told: Told): void {
  readdir(path, { withFileTypes: true }, (error, entries) =>
    error === null ? told(null, entries.map(asFile)) : told(error, []),
  );
}

function asFile(entry: Dirent): Dirent {
  if (!entry.isSymbolicLink()) return entry;
  return Object.assign(entry, { isFile: () => true, isSymbolicLink: () => false });
}

export const linksAsFiles: FileSystemAdapter = {
  // Of its many forms the search calls this one alone.
  readdir: readLinksAsFiles as FileSystemAdapter['readdir'] & {},
};
