import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { TimeSlice } from '../runtime/time-slice.ts';
import { type EntryKind, entryKind } from './entry-kind.ts';
import type { Looks } from './looks.ts';
import { isLiteral, PathPatterns, type Places } from './path-patterns.ts';

export interface PlainPatterns {
  /** Each as its segments. */
  readonly wanted: readonly (readonly string[])[];
  readonly ignored: readonly (readonly string[])[];
}

export interface SearchPorts {
  /** Absolute path. */
  readonly workspace: string;
  readonly slice: TimeSlice;
  /** Called for each file; throws when they are too many. */
  readonly onFile: (count: number) => void;
  readonly looks?: Looks | undefined;
}

/** Files by their paths below the workspace. */
export interface PlainFindings {
  readonly files: ReadonlySet<string>;
  /** Those of them that are links, and folders on the way to some of them that are: where they lead is not known. */
  readonly links: ReadonlySet<string>;
}

interface Folder {
  /** Ends with "/" unless it is the workspace. */
  readonly path: string;
  readonly wanted: Places;
  readonly ignored: Places;
}

/** How a path is reached. */
interface Way {
  readonly kind: EntryKind | undefined;
  readonly ignored: Places;
  readonly links: readonly string[];
}

/**
 * Finds files as tinyglobby does where each pattern is given to it alone, with those that leave out. What a pattern names before its first
 * sign is gone through, links too; below that, a link is a file of the folder that it stands in. What may not be read is not there.
 *
 * It waits for the file system where it stands, which costs a tenth of what a promise for each folder does, and lets
 * the event loop turn when the slice is over.
 */
export async function plainSearch(ports: SearchPorts, patterns: PlainPatterns): Promise<PlainFindings> {
  const search = new Search(ports, patterns.ignored);
  for (const [base, rests] of byBase(patterns.wanted)) await search.below(base, rests);
  return search;
}

/** Patterns that begin with the same names are gone through together. */
function byBase(wanted: PlainPatterns['wanted']): ReadonlyMap<string, readonly (readonly string[])[]> {
  const bases = new Map<string, (readonly string[])[]>();
  for (const segments of wanted) {
    const sign = segments.findIndex((segment) => !isLiteral(segment));
    const end = sign === -1 ? segments.length : sign;
    const base = segments.slice(0, end).join('/');
    const rest = segments.slice(end);
    const others = bases.get(base);
    if (others === undefined) bases.set(base, [rest]);
    else others.push(rest);
  }
  return bases;
}

class Search implements PlainFindings {
  readonly files = new Set<string>();
  readonly links = new Set<string>();
  readonly #ports: SearchPorts;
  readonly #ignored: PathPatterns;
  readonly #kinds = new Map<string, EntryKind | undefined>();
  /** The workspace without links. */
  #root: string | undefined;

  constructor(ports: SearchPorts, ignored: PlainPatterns['ignored']) {
    this.#ports = ports;
    this.#ignored = new PathPatterns(ignored);
  }

  /** `base`: names with "/" between, or nothing for the workspace itself. */
  async below(base: string, rests: readonly (readonly string[])[]): Promise<void> {
    const patterns = new PathPatterns(rests);
    const isWhole = patterns.accepts(patterns.start);
    const way = this.#wayTo(base);
    const { kind } = way;
    if (isWhole && base !== '' && this.#ignored.accepts(way.ignored)) return;
    // What a pattern with further signs names before them is gone through.
    const isEntered = kind === 'folder' || (kind === 'link' && !isWhole);
    // What would be found if it were a folder, or a file.
    if (kind === 'other' || (kind === 'file' && !isWhole)) this.#ports.looks?.doubt();
    const before = this.files.size;
    if (isEntered) {
      const path = base === '' ? '' : `${base}/`;
      await this.#walk(patterns, { path, wanted: patterns.start, ignored: way.ignored });
    } else if (isWhole && (kind === 'file' || kind === 'link')) this.#add(base, kind);
    if (this.files.size > before) for (const link of way.links) this.links.add(link);
  }

  #wayTo(base: string): Way {
    const names = base === '' ? [] : base.split('/');
    let ignored = this.#ignored.start;
    for (const name of names) ignored = this.#ignored.step(ignored, name);
    if (base === '') {
      this.#ports.looks?.way(this.#ports.workspace, this.#realRoot());
      return { kind: 'folder', ignored, links: [] };
    }
    if (this.#isItself(base)) return { kind: this.#kindOf(base), ignored, links: [] };
    let kind: EntryKind | undefined = 'folder';
    const links: string[] = [];
    for (let end = 1; end <= names.length; end++) {
      const path = names.slice(0, end).join('/');
      kind = kind === 'folder' || kind === 'link' ? this.#kindOf(path) : undefined;
      if (kind === 'link') links.push(path);
    }
    if (kind === undefined) this.#ports.looks?.missing(`${this.#ports.workspace}/${base}`);
    else this.#ports.looks?.doubt();
    return { kind, ignored, links };
  }

  /** There, and without a link on the way: asked in one call, since most are so. */
  #isItself(path: string): boolean {
    const { workspace, looks } = this.#ports;
    const root = this.#realRoot();
    const real = unlessUnseen(() => realpathSync.native(`${workspace}/${path}`));
    if (real !== `${root}${sep}${sep === '/' ? path : path.replaceAll('/', sep)}`) return false;
    looks?.way(workspace, root);
    looks?.way(`${workspace}/${path}`, real);
    return true;
  }

  #realRoot(): string {
    this.#root ??= unlessUnseen(() => realpathSync.native(this.#ports.workspace)) ?? '';
    return this.#root;
  }

  #kindOf(path: string): EntryKind | undefined {
    if (this.#kinds.has(path)) return this.#kinds.get(path);
    const stats = unlessUnseen(() => lstatSync(`${this.#ports.workspace}/${path}`, { throwIfNoEntry: false }));
    const kind = stats && entryKind(stats);
    this.#kinds.set(path, kind);
    return kind;
  }

  async #walk(patterns: PathPatterns, first: Folder): Promise<void> {
    const { workspace, slice, looks } = this.#ports;
    const open = [first];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (slice.isOverNow()) await slice.turn();
      const at = `${workspace}/${folder.path}`;
      const entries = unlessUnseen(() => readdirSync(at, { withFileTypes: true }));
      if (entries === undefined) looks?.doubt();
      else looks?.folder(at, entries);
      for (const entry of entries ?? []) {
        const inside = this.#met(patterns, folder, entry);
        if (inside !== undefined) open.push(inside);
      }
    }
  }

  /** Gives the folder where there may be something in it. */
  #met(patterns: PathPatterns, folder: Folder, entry: Dirent): Folder | undefined {
    const { name } = entry;
    const wanted = patterns.step(folder.wanted, name);
    if (wanted.length === 0) return undefined;
    const ignored = this.#ignored.step(folder.ignored, name);
    if (this.#ignored.accepts(ignored)) return undefined;
    const kind = entryKind(entry);
    const path = folder.path + name;
    if (kind === 'folder') return patterns.leadsOn(wanted) ? { path: `${path}/`, wanted, ignored } : undefined;
    if (kind !== 'other' && patterns.accepts(wanted)) this.#add(path, kind);
    return undefined;
  }

  #add(path: string, kind: 'file' | 'link'): void {
    this.files.add(path);
    if (kind === 'link') this.links.add(path);
    this.#ports.onFile(this.files.size);
  }
}

const UNSEEN = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG']);

function unlessUnseen<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && UNSEEN.has(error.code)) {
      return undefined;
    }
    throw error;
  }
}
