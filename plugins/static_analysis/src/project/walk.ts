import { type Dirent, opendirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentMark, skipFolder } from './folder-kinds.ts';
import { skipName } from './generated-code.ts';
import { type IgnoreRules, ignoreRules, isIgnored } from './ignore-rules.ts';
import type { PathMatch } from './path-globs.ts';
import type { SkipLedger } from './skip-ledger.ts';
import { type FilePath, readBounded } from './source-file.ts';

export interface WalkOptions {
  readonly include: PathMatch | undefined;
  readonly exclude: PathMatch | undefined;
  readonly maxFiles: number;
  /** Files that an analysis reads besides source: `package.json`. */
  readonly isManifest: (name: string) => boolean;
  /** Called between folders; throws to stop the walk. */
  readonly breathe: () => Promise<void>;
}

export interface Walked {
  readonly files: readonly FilePath[];
  readonly manifests: readonly FilePath[];
  /** Patterns of `.gitignore` files that were too costly to obey. */
  readonly refusedPatterns: number;
}

interface Folder {
  /** From the root, with `/` at its end, or empty for the root. */
  readonly path: string;
  readonly absolutePath: string;
  readonly depth: number;
  readonly rules: IgnoreRules | undefined;
}

const MAX_DEPTH = 100;
const MAX_ENTRIES_OF_FOLDER = 50_000;
const MAX_ENTRIES = 500_000;
const MAX_IGNORE_BYTES = 64 * 1024;

/**
 * Lists the files below a folder, sorted within each folder by the code units of their names. Links are never followed,
 * so nothing outside of the root is reached; `.gitignore` files are obeyed; what is left out goes to the ledger.
 * No recursion: a folder's depth costs no stack.
 */
export async function walk(root: string, options: WalkOptions, skipped: SkipLedger): Promise<Walked> {
  const files: FilePath[] = [];
  const manifests: FilePath[] = [];
  let refusedPatterns = 0;
  let entriesLeft = MAX_ENTRIES;
  const open: Folder[] = [{ path: '', absolutePath: root, depth: 0, rules: undefined }];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    await options.breathe();
    const entries = readFolder(folder, Math.min(entriesLeft, MAX_ENTRIES_OF_FOLDER), skipped);
    entriesLeft -= entries.length;
    if (folder.path !== '' && entries.some((entry) => entry.name === environmentMark)) {
      skipped.add(folder.path, 'dependencies');
      continue;
    }
    const rules = rulesOf(folder, entries);
    refusedPatterns += rules?.refused ?? 0;
    const inside: Folder[] = [];
    for (const entry of entries) {
      const path = folder.path + entry.name;
      const absolutePath = join(folder.absolutePath, entry.name);
      const around = rules ?? folder.rules;
      if (entry.isDirectory()) {
        const reason =
          skipFolder(entry.name) ?? (folder.depth >= MAX_DEPTH ? 'too_deep' : leftOut(`${path}/`, around, options));
        if (reason === undefined) {
          inside.push({ path: `${path}/`, absolutePath, depth: folder.depth + 1, rules: around });
        } else skipped.add(`${path}/`, reason);
        continue;
      }
      const found = { path, absolutePath };
      const reason = entry.isSymbolicLink() ? 'link' : entry.isFile() ? leftOut(path, around, options) : 'not_a_file';
      if (reason !== undefined) skipped.add(path, reason);
      else if (options.isManifest(entry.name)) manifests.push(found);
      else {
        const why = skipName(entry.name) ?? (files.length >= options.maxFiles ? 'too_many_files' : undefined);
        if (why === undefined) files.push(found);
        else skipped.add(path, why);
      }
    }
    open.push(...inside.reverse());
  }
  return { files, manifests, refusedPatterns };
}

function readFolder(folder: Folder, limit: number, skipped: SkipLedger): readonly Dirent[] {
  const entries: Dirent[] = [];
  try {
    const directory = opendirSync(folder.absolutePath, { bufferSize: 256 });
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        if (entries.length === limit) {
          skipped.add(folder.path, 'too_many_files');
          break;
        }
        entries.push(entry);
      }
    } finally {
      directory.closeSync();
    }
  } catch {
    skipped.add(folder.path === '' ? './' : folder.path, 'unreadable');
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function rulesOf(folder: Folder, entries: readonly Dirent[]): (IgnoreRules & { refused: number }) | undefined {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return undefined;
  const bytes = readBounded(join(folder.absolutePath, '.gitignore'), MAX_IGNORE_BYTES);
  return typeof bytes === 'string' ? undefined : ignoreRules(bytes.toString('utf8'), folder.path, folder.rules);
}

function leftOut(
  path: string,
  rules: IgnoreRules | undefined,
  { include, exclude }: WalkOptions,
): 'excluded' | 'ignored' | undefined {
  if (isIgnored(path, rules)) return 'ignored';
  const plain = path.replace(/\/$/, '');
  if (exclude?.(plain) === true) return 'excluded';
  return path === plain && include?.(plain) === false ? 'excluded' : undefined;
}
