import { join } from 'node:path';
import { type WalkSkipReason, walkFiles } from '@codomyrmex/source-files';
import { skipFolder } from './folder-kinds.ts';
import { skipName } from './generated-code.ts';
import type { PathMatch } from './path-globs.ts';
import type { SkipLedger, SkipReason } from './skip-ledger.ts';
import type { FilePath } from './source-file.ts';

export interface WalkOptions {
  readonly include: PathMatch | undefined;
  readonly exclude: PathMatch | undefined;
  readonly maxFiles: number;
  /** Files that an analysis reads besides source: `package.json`. */
  readonly isManifest: (name: string) => boolean;
  readonly signal: AbortSignal;
}

export interface Walked {
  readonly files: readonly FilePath[];
  readonly manifests: readonly FilePath[];
  /** `.gitignore` files that were too large to obey. */
  readonly rulesTooLarge: readonly string[];
}

const MAX_ENTRIES_OF_FOLDER = 50_000;
const MAX_ENTRIES = 500_000;

/** Lists the files below a folder that may be source of a person; what is left out goes to the ledger. */
export async function walk(root: string, options: WalkOptions, skipped: SkipLedger): Promise<Walked> {
  const { include, exclude, maxFiles, isManifest, signal } = options;
  const files: FilePath[] = [];
  const manifests: FilePath[] = [];
  const rulesTooLarge: string[] = [];
  const paths = walkFiles<SkipReason>(root, {
    signal,
    maxFolderEntries: MAX_ENTRIES_OF_FOLDER,
    maxEntries: MAX_ENTRIES,
    leaveOut: (path, kind) => {
      if (kind === 'file') return undefined;
      return skipFolder(join(root, path), nameOf(path)) ?? (exclude?.(path) === true ? 'excluded' : undefined);
    },
    skip: (path, reason, kind) => {
      if (reason === 'rules_too_large') rulesTooLarge.push(path);
      else skipped.add(kind === 'folder' ? `${path}/` : path, told(reason));
    },
  });
  for await (const path of paths) {
    const found = { path, absolutePath: join(root, path) };
    if (exclude?.(path) === true || include?.(path) === false) skipped.add(path, 'excluded');
    else if (isManifest(nameOf(path))) manifests.push(found);
    else {
      const why = skipName(nameOf(path)) ?? (files.length >= maxFiles ? 'too_many_files' : undefined);
      if (why === undefined) files.push(found);
      else skipped.add(path, why);
    }
  }
  return { files, manifests, rulesTooLarge };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function told(reason: Exclude<WalkSkipReason, 'rules_too_large'> | SkipReason): SkipReason {
  return reason === 'folder_too_large' || reason === 'too_many_entries' ? 'too_many_files' : reason;
}
