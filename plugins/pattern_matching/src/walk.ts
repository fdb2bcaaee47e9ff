import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { type IgnoreRules, isIgnored, noRules, rulesAbove, rulesWithin } from './ignore-rules.ts';

/** Why something below the root was not looked at. */
export type SkipReason =
  | 'ignored'
  | 'tool_folder'
  | 'link'
  | 'not_a_file'
  | 'unreadable'
  | 'too_deep'
  | 'folder_too_large'
  | 'binary'
  | 'too_large'
  | 'not_utf8';

export interface WalkOptions {
  readonly signal: AbortSignal;
  /** Told of everything that is not walked: a folder once, without what is in it. */
  readonly skip: (path: string, reason: SkipReason) => void;
  /** Whether `.gitignore` files and the list of tools' folders are obeyed; `.git` is never walked. */
  readonly obeysIgnores: boolean;
}

const MAX_DEPTH = 100;
const MAX_ENTRIES_OF_A_FOLDER = 100_000;

/** Folders that hold what tools fetch or make, whether or not a `.gitignore` says so. */
const toolFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.gradle',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.terraform',
  '.tox',
  '.turbo',
  '.venv',
  '__pycache__',
  'bower_components',
  'node_modules',
]);

interface Folder {
  readonly path: string;
  readonly depth: number;
  /** Those of the folders around it. */
  readonly rules: IgnoreRules;
}

/**
 * Regular files below `root` (an absolute path without links in it), as posix paths from it, each folder in order of names.
 * No link is followed, to a file or to a folder, so nothing outside of `root` is given.
 */
export async function* walkFiles(root: string, options: WalkOptions): AsyncGenerator<string> {
  const open: Folder[] = [{ path: '', depth: 0, rules: options.obeysIgnores ? await rulesAbove(root) : noRules() }];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    options.signal.throwIfAborted();
    const content = await readFolder(root, folder, options);
    yield* content.files;
    open.push(...content.folders.reverse());
  }
}

interface Content {
  readonly files: string[];
  readonly folders: Folder[];
}

async function readFolder(root: string, folder: Folder, { skip, obeysIgnores }: WalkOptions): Promise<Content> {
  const files: string[] = [];
  const folders: Folder[] = [];
  const entries = await entriesOf(root, folder.path, skip);
  const hasRules = obeysIgnores && entries.some((entry) => entry.name === '.gitignore' && entry.isFile());
  const rules = hasRules ? await rulesWithin(folder.rules, root, folder.path) : folder.rules;
  for (const entry of entries) {
    const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
    if (entry.isSymbolicLink()) skip(path, 'link');
    else if (entry.isDirectory()) {
      if (entry.name === '.git' || (obeysIgnores && toolFolders.has(entry.name))) skip(path, 'tool_folder');
      else if (isIgnored(rules, path, 'folder')) skip(path, 'ignored');
      else if (folder.depth + 1 > MAX_DEPTH) skip(path, 'too_deep');
      else folders.push({ path, depth: folder.depth + 1, rules });
    } else if (!entry.isFile()) skip(path, 'not_a_file');
    else if (isIgnored(rules, path, 'file')) skip(path, 'ignored');
    else files.push(path);
  }
  return { files, folders };
}

async function entriesOf(root: string, path: string, skip: WalkOptions['skip']) {
  const entries = [];
  try {
    for await (const entry of await opendir(join(root, path), { bufferSize: 512 })) {
      if (entries.length === MAX_ENTRIES_OF_A_FOLDER) {
        skip(path || '.', 'folder_too_large');
        break;
      }
      entries.push(entry);
    }
  } catch {
    // Gone since it was listed, or not ours to read.
    skip(path || '.', 'unreadable');
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
