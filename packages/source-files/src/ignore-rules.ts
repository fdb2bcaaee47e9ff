import { lstatSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type IgnoreRule, ignoreRules, lowerCase } from './ignore-rule.ts';
import { readBytes } from './read-text.ts';
import { workTreeAround } from './work-tree.ts';

export type EntryKind = 'file' | 'folder';

/**
 * The ignore rules of git that hold in a folder: those of its `.gitignore`, of the folders around it up to the top of its
 * work tree, and of `.git/info/exclude`. They say what git says of files that it does not track yet.
 *
 * What a user has set up for himself (`core.excludesFile`) is not read, so that the same files give the same answer on every
 * machine; nor is `info/exclude` where `.git` is a file, as in a submodule. A `.gitignore` that is a link, as for git, or
 * larger than 256 KiB is passed over.
 */
export interface IgnoreRules {
  /**
   * Whether what lies at `path`, relative to the folder and with `/`, is ignored, by itself or with a folder around it.
   * `.gitignore` files of the folders below are not known here; a walk knows them.
   */
  ignores(path: string, kind: EntryKind): boolean;
}

/** The rules that hold in `folder`, an absolute path without links. There are none where it is itself ignored but its own. */
export async function ignoreRulesIn(folder: string): Promise<IgnoreRules> {
  return (await FolderRules.around(folder)).within(folder, '').rules;
}

/** The rules of one file, with what holds around it. */
interface Layer {
  /** The folder of the file from the top of the work tree, as bytes, with `/` at its end, or empty. */
  readonly base: string;
  /** The last one first, which is the order in which they are asked. */
  readonly rules: readonly IgnoreRule[];
  readonly outer: Layer | undefined;
}

/** How paths from the folder that is looked at become paths from the top of its work tree. */
interface Way {
  /** What stands before: `packages/core/`. */
  readonly before: string;
  /** How many bytes go away: a work tree within the folder has a top of its own. */
  readonly cut: number;
}

const MAX_FILE_BYTES = 256 * 1024;
/** As git does where it is set up there, unless told otherwise. */
const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

/** The rules that hold in one folder of a walk. Paths are relative to where the walk began. */
export class FolderRules implements IgnoreRules {
  static readonly none = new FolderRules({ before: '', cut: 0 }, undefined);

  readonly #way: Way;
  readonly #innermost: Layer | undefined;

  private constructor(way: Way, innermost: Layer | undefined) {
    this.#way = way;
    this.#innermost = innermost;
  }

  /**
   * Those that hold for `root`, an absolute path without links, by files elsewhere: its own `.gitignore` is not among them.
   * None when it is itself ignored: then somebody asked for an ignored folder on purpose.
   */
  static async around(root: string): Promise<FolderRules> {
    const top = await workTreeAround(root);
    if (top === undefined) return FolderRules.none;
    const names = relative(top, root).split(sep).filter(Boolean);
    let innermost = excludedInTop(top);
    let path = '';
    for (const [index, name] of names.entries()) {
      innermost = rulesOf(join(top, ...names.slice(0, index), '.gitignore'), path, innermost).layer;
      path += bytesOf(name);
      if (isIgnored(path, 'folder', innermost)) return FolderRules.none;
      path += '/';
    }
    return new FolderRules({ before: path, cut: 0 }, innermost);
  }

  /** Those around what lies in the top of a work tree, at `path` below the walk's root: the rules outside do not hold there. */
  static ofWorkTree(root: string, path: string): FolderRules {
    return new FolderRules({ before: '', cut: bytesOf(path).length + 1 }, excludedInTop(join(root, path)));
  }

  /** With those of the `.gitignore` in the folder at `path`; `isWhole` is false when there is one that is too large. */
  within(root: string, path: string): { readonly rules: FolderRules; readonly isWhole: boolean } {
    const base = this.#fromTop(path === '' ? '' : `${path}/`);
    const { layer, isWhole } = rulesOf(join(root, path, '.gitignore'), base, this.#innermost);
    return { rules: layer === this.#innermost ? this : new FolderRules(this.#way, layer), isWhole };
  }

  ignores(path: string, kind: EntryKind): boolean {
    const parts = path.split('/').filter(Boolean);
    return parts.some((_, index) =>
      this.ignoresEntry(parts.slice(0, index + 1).join('/'), index + 1 === parts.length ? kind : 'folder'),
    );
  }

  /** The same where the folders around it are known not to be ignored. */
  ignoresEntry(path: string, kind: EntryKind): boolean {
    return this.#innermost !== undefined && isIgnored(this.#fromTop(path), kind, this.#innermost);
  }

  #fromTop(path: string): string {
    const { before, cut } = this.#way;
    return `${before}${bytesOf(path).slice(cut)}`;
  }
}

/** The innermost file that says anything of a path decides, and in it the last rule that does. */
function isIgnored(written: string, kind: EntryKind, innermost: Layer | undefined): boolean {
  const path = ignoresCase ? lowerCase(written) : written;
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let at = innermost; at !== undefined; at = at.outer) {
    const inside = path.slice(at.base.length);
    for (const rule of at.rules) {
      if (rule.foldersOnly && kind === 'file') continue;
      if (rule.matches(rule.of === 'name' ? name : inside)) return rule.says === 'ignored';
    }
  }
  return false;
}

/** Those of `.git/info/exclude`, which the rules of all folders go before. */
function excludedInTop(top: string): Layer | undefined {
  const info = join(top, '.git', 'info');
  const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder(join(top, '.git')) || !isFolder(info)) return undefined;
  return rulesOf(join(info, 'exclude'), '', undefined).layer;
}

function rulesOf(
  file: string,
  base: string,
  outer: Layer | undefined,
): { readonly layer: Layer | undefined; readonly isWhole: boolean } {
  const read = readBytes(file, MAX_FILE_BYTES);
  if (read.kind === 'unread') return { layer: outer, isWhole: read.reason !== 'too_large' };
  const rules = ignoreRules(read.bytes.toString('latin1'), ignoresCase);
  return { layer: rules.length === 0 ? outer : { base, rules: rules.toReversed(), outer }, isWhole: true };
}

/** A path as git sees it: bytes, each a character. */
function bytesOf(path: string): string {
  return /\P{ASCII}/u.test(path) ? Buffer.from(path, 'utf8').toString('latin1') : path;
}
