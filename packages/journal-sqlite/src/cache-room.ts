import type { Stats } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheEntryFrom } from '@codomyrmex/dag';
import { systemCode } from './system-code.ts';

/** What goes is a tenth more than what must, so that not every new entry has to look at all of them. */
const KEPT_SHARE = 0.9;
/** The folder is measured again when this process has added that share of its bound: other processes add too. */
const MEASURED_AGAIN = 1 / 16;
/** A content that no entry names belongs to one that is about to be kept, unless it is older. */
const ORPHAN_MS = 3_600_000;

export interface CacheRoomPorts {
  /** `<data>/cache` */
  readonly folder: string;
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Found {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

/** Keeps the cache within its bound: entries that were used least lately go first, and contents with their last entry. */
export class CacheRoom {
  readonly #ports: CacheRoomPorts;
  /** What this process has added since the folder was measured; before the first time, everything. */
  #added = Number.POSITIVE_INFINITY;
  #measured = 0;
  #isMaking = false;

  constructor(ports: CacheRoomPorts) {
    this.#ports = ports;
  }

  add(bytes: number): void {
    this.#added += bytes;
  }

  /** A further entry of that size is there: makes room where it is too much. */
  async taken(bytes: number): Promise<void> {
    this.add(bytes);
    const { maxBytes } = this.#ports;
    if (this.#isMaking) return;
    if (this.#added < maxBytes * MEASURED_AGAIN && this.#measured + this.#added <= maxBytes) return;
    this.#isMaking = true;
    try {
      await this.#makeRoom();
    } finally {
      this.#isMaking = false;
    }
  }

  async #makeRoom(): Promise<void> {
    const { folder, maxBytes } = this.#ports;
    const entries = await filesIn(join(folder, 'entries'));
    const contents = await filesIn(join(folder, 'contents'));
    const total = sum(entries) + sum(contents);
    this.#added = 0;
    this.#measured = total <= maxBytes ? total : await this.#shrink(entries, contents, total);
  }

  /** Gives how much is left. */
  async #shrink(entries: readonly Found[], contents: readonly Found[], total: number): Promise<number> {
    const unnamed = new Map(contents.map((content) => [nameOf(content.path), content]));
    const shares = await this.#sharesOf(entries, unnamed);
    let left = total;
    for (const content of unnamed.values()) {
      if (content.usedAt > this.#ports.now() - ORPHAN_MS) continue;
      await rm(content.path, { force: true });
      left -= content.bytes;
    }
    for (const { entry, names } of shares.entries) {
      if (left <= this.#ports.maxBytes * KEPT_SHARE) break;
      await rm(entry.path, { force: true });
      left -= entry.bytes;
      for (const name of names) {
        const content = shares.contents.get(name);
        if (content === undefined || --content.entries > 0) continue;
        await rm(content.found.path, { force: true });
        left -= content.found.bytes;
      }
    }
    return left;
  }

  /** Which entry names which contents, longest unused first; takes every named content out of `unnamed`. */
  async #sharesOf(entries: readonly Found[], unnamed: Map<string, Found>): Promise<Shares> {
    const contents: Shares['contents'] = new Map();
    const shares: Shares['entries'][number][] = [];
    for (const entry of entries.toSorted((a, b) => a.usedAt - b.usedAt)) {
      const names = await contentsNamedBy(entry.path);
      shares.push({ entry, names });
      for (const name of names) {
        const found = unnamed.get(name);
        const known = contents.get(name);
        if (known !== undefined) known.entries++;
        else if (found !== undefined) contents.set(name, { found, entries: 1 });
        unnamed.delete(name);
      }
    }
    return { entries: shares, contents };
  }
}

interface Shares {
  readonly entries: readonly { readonly entry: Found; readonly names: ReadonlySet<string> }[];
  /** By hash, with how many entries name it. */
  readonly contents: Map<string, { readonly found: Found; entries: number }>;
}

const sum = (files: readonly Found[]): number => files.reduce((bytes, file) => bytes + file.bytes, 0);
const nameOf = (path: string): string => path.slice(-64);

async function contentsNamedBy(entry: string): Promise<ReadonlySet<string>> {
  const text = await readFile(entry, 'utf8').catch(() => ''); // another process was quicker
  return new Set(cacheEntryFrom(text.slice(text.indexOf('\n') + 1))?.files.map(({ hash }) => hash));
}

async function filesIn(folder: string): Promise<readonly Found[]> {
  const listed = await unlessGone(readdir(folder, { withFileTypes: true, recursive: true }));
  const found = (listed ?? []).filter((item) => item.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files: Found[] = [];
  for (const path of found) {
    const stats = await unlessGone<Stats>(stat(path));
    if (stats !== undefined) files.push({ path, bytes: stats.size, usedAt: stats.mtimeMs });
  }
  return files;
}

async function unlessGone<Value>(looking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
