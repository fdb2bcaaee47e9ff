import { nearest } from '@codomyrmex/core';
import { decodeText } from '../markdown/source-text.ts';
import { joined, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type Outline, outlineOf } from './outline.ts';

export type Standing = 'file' | 'folder' | 'missing' | 'ignored' | 'outside';

/** Each is a comparison with every file: whoever has more findings than that has moved a folder, and needs no more of them. */
const MAX_SUGGESTIONS = 50;

/** What documents are held against; what is looked up is looked up once. */
export class CheckScope {
  readonly tree: ProjectTree;
  readonly #outlines = new Map<string, Outline | undefined>();
  readonly #standing = new Map<string, Standing>();

  readonly #ignored: ReadonlySet<string>;
  #suggested = 0;
  #stems: ReadonlySet<string> | undefined;

  /** `ignored`: links, paths and commands that nobody wants to be looked at. */
  constructor(tree: ProjectTree, ignored: readonly string[]) {
    this.tree = tree;
    this.#ignored = new Set(ignored);
  }

  isIgnored(written: string): boolean {
    return this.#ignored.has(written);
  }

  /** `undefined` for what is not there, too large, or no UTF-8. */
  async outline(file: string): Promise<Outline | undefined> {
    if (this.#outlines.has(file)) return this.#outlines.get(file);
    const bytes = await this.tree.bytes(file);
    const text = bytes === undefined ? undefined : decodeText(bytes)?.text;
    const outline = text === undefined ? undefined : outlineOf(text);
    this.#outlines.set(file, outline);
    return outline;
  }

  /** What stands at a path from the root: a file that git ignores is not missed, since a build may bring it. */
  async standing(path: string): Promise<Standing> {
    const known = this.#standing.get(path);
    if (known !== undefined) return known;
    const found = await this.#look(path);
    this.#standing.set(path, found);
    return found;
  }

  async #look(path: string): Promise<Standing> {
    if (path === '..' || path.startsWith('../')) return 'outside';
    if (this.tree.folders.has(path)) return 'folder';
    if (this.tree.has(path)) return 'file';
    const kind = await this.tree.kindOf(path);
    if (kind !== undefined) return kind;
    return (await this.tree.isIgnored(path)) ? 'ignored' : 'missing';
  }

  /** The path that was probably meant: the one of the same name elsewhere, where no other has it, or one that is written nearly so. */
  suggestion(path: string): string | undefined {
    if (!this.#mayCompare()) return undefined;
    const name = nameOf(path);
    const files = this.tree.files.filter((file) => nameOf(file) === name);
    const same = files.length > 0 ? files : [...this.tree.folders].filter((one) => one !== '' && nameOf(one) === name);
    // A slip of the pen does not change how deep a file lies.
    const asDeep = this.tree.files.filter((file) => depthOf(file) === depthOf(path));
    const found =
      (same.length === 1 ? same[0] : undefined) ?? nearest(path, asDeep) ?? nearest(path, this.tree.folders);
    return found === undefined ? undefined : `did you mean "${found}"?`;
  }

  /** The name that was probably meant. */
  nearest(written: string, names: Iterable<string>): string | undefined {
    return this.#mayCompare() ? nearest(written, names) : undefined;
  }

  #mayCompare(): boolean {
    this.#suggested += 1;
    return this.#suggested <= MAX_SUGGESTIONS;
  }

  /** Whether a file has this path and an ending. */
  isStem(path: string): boolean {
    this.#stems ??= new Set(this.tree.files.flatMap(stemsOf));
    return this.#stems.has(path);
  }

  /** A path as a document writes it may be meant from its own folder, from one above, or from the root. */
  async fromAnywhere(written: string, folders: Iterable<string>): Promise<Standing> {
    let best: Standing = 'missing';
    for (const folder of folders) {
      const standing = await this.standing(joined(folder, written));
      if (standing !== 'missing') return standing;
      best = standing;
    }
    return best;
  }
}

/** A path up to each of its dots. */
const stemsOf = (path: string): readonly string[] =>
  Array.from(path.matchAll(/\./g), ({ index }) => path.slice(0, index));

const depthOf = (path: string): number => path.split('/').length;
