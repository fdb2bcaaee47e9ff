import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readFileSync,
  utimesSync,
} from 'node:fs';
import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type OrchestrationError, StorageError } from '@codomyrmex/core';
import { type CacheEntry, cacheEntryFrom, cacheEntryText, type FoundEntry, type StepCache } from '@codomyrmex/dag';
import { CacheClaims } from './cache-claims.ts';
import { CacheContents } from './cache-contents.ts';
import { cachePath } from './cache-path.ts';
import { CacheRoom } from './cache-room.ts';
import type { OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import { storageError } from './storage-errors.ts';
import { systemCode } from './system-code.ts';

export interface StepCacheFilesPorts {
  readonly open: OpenDatabase;
  readonly dataFolder: string;
  /** All entries and contents together; those that were used least lately go first. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A damaged entry was removed. */
  readonly onDamage: (error: OrchestrationError) => void;
}

/**
 * `cache/entries/ab/ab12….json`, each after a line with the SHA-256 of the rest, and `cache/contents/ab/ab12…` for files. Every
 * file is written beside its place and then named, so that no process ever reads half of one. Nothing is synced: what a power cut
 * damages does not have its hash, and is a miss.
 */
export class StepCacheFiles implements StepCache {
  readonly #entries: string;
  readonly #ports: StepCacheFilesPorts;
  readonly #contents: CacheContents;
  readonly #claims: CacheClaims;
  readonly #room: CacheRoom;

  constructor(ports: StepCacheFilesPorts) {
    const folder = join(ports.dataFolder, 'cache');
    this.#entries = join(folder, 'entries');
    this.#ports = ports;
    this.#contents = new CacheContents(folder, ports.now);
    this.#claims = new CacheClaims(ports.open, folder);
    this.#room = new CacheRoom({ folder, maxBytes: ports.maxBytes, now: ports.now });
  }

  /** Without a thread: an entry is a few hundred bytes, and asking threads for a hundred of them was 35 ms of a run of 560. */
  async find(fingerprint: string): Promise<FoundEntry | undefined> {
    const file = this.#file(fingerprint);
    const read = unlessMissing(file, () => used(file, this.#ports.now()));
    if (read === undefined) return undefined;
    const entry = entryIn(read.text);
    if (entry === undefined) {
      this.#ports.onDamage(damaged(file));
      await rm(file, { force: true });
      return undefined;
    }
    return { ...entry, mark: read.mark };
  }

  /** A look at the file where that tells: reading fifty of them in a new process takes 7 ms of CPU, and looking 3. */
  has(fingerprint: string, mark: string): boolean {
    const file = this.#file(fingerprint);
    const known = unlessMissing(file, () =>
      isOfContent(mark) ? contentMark(readFileSync(file, 'utf8')) : markOf(file),
    );
    if (known !== mark) return false;
    unlessGone(() => utimesSync(file, ...timesOf(this.#ports.now())));
    return true;
  }

  async keep(fingerprint: string, entry: CacheEntry): Promise<void> {
    const file = this.#file(fingerprint);
    const body = cacheEntryText(entry);
    const text = `${sha256(body)}\n${body}`;
    const draft = `${file}.${randomUUID()}.tmp`;
    try {
      makeFolder(dirname(file));
      await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
      const now = new Date(this.#ports.now());
      await utimes(draft, now, now);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw storageError(file, error);
    }
    await this.#room.taken(Buffer.byteLength(text));
  }

  async forget(fingerprint: string): Promise<void> {
    await rm(this.#file(fingerprint), { force: true });
  }

  async storeFile(path: string): Promise<string> {
    const { hash, bytes } = await this.#contents.store(path);
    this.#room.add(bytes);
    return hash;
  }

  writeFile(hash: string, path: string): Promise<boolean> {
    return this.#contents.write(hash, path);
  }

  claim(fingerprint: string): (() => void) | undefined {
    return this.#claims.claim(fingerprint);
  }

  #file(fingerprint: string): string {
    return `${cachePath(this.#entries, fingerprint)}.json`;
  }
}

/** @throws StorageError for a file that is there and cannot be looked at. */
function unlessMissing<Value>(file: string, look: () => Value): Value | undefined {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw storageError(file, error);
  }
}

/** Of one and the same file, whatever is put in its place meanwhile. Its times are those of its use before its mark is taken. */
function used(file: string, now: number): { readonly text: string; readonly mark: string } {
  const opened = openSync(file, 'r');
  try {
    unlessGone(() => futimesSync(opened, ...timesOf(now)));
    const stats = fstatSync(opened, { bigint: true });
    const text = readFileSync(opened, 'utf8');
    return { text, mark: fileMark(stats) ?? contentMark(text) };
  } finally {
    closeSync(opened);
  }
}

const timesOf = (now: number): [Date, Date] => [new Date(now), new Date(now)];

/** It may have been removed meanwhile, or be where nothing may be written: then nobody knows of its use. */
function unlessGone(touch: () => void): void {
  try {
    touch();
  } catch {
    return;
  }
}

const markOf = (file: string): string | undefined => fileMark(lstatSync(file, { bigint: true }));

/**
 * An entry is written once, into a file of its own, and no use of it changes these. `undefined` where the file system does not say
 * when a file came to be: another one may have its number by then.
 */
function fileMark({ dev, ino, size, birthtimeNs, ctimeNs }: BigIntStats): string | undefined {
  // Systems that do not know it give nothing, or the time of the last change.
  return birthtimeNs === 0n || birthtimeNs === ctimeNs ? undefined : `${dev} ${ino} ${size} ${birthtimeNs}`;
}

/** What stands in it: only the file itself says whether that is whole. */
const contentMark = (text: string): string => text.slice(0, text.indexOf('\n'));

const isOfContent = (mark: string): boolean => !mark.includes(' ');

function entryIn(text: string): CacheEntry | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return sha256(body) === text.slice(0, end) ? cacheEntryFrom(body) : undefined;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function damaged(file: string): StorageError {
  return new StorageError(`the cached result ${file} is damaged: it is removed, and its step runs again`, {
    code: 'JOURNAL_CORRUPT',
    suggestions: ['Nothing is lost. When this happens often, look at the disk.'],
  });
}
