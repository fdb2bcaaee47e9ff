import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type OrchestrationError, StorageError } from '@codomyrmex/core';
import { type CacheEntry, cacheEntryFrom, cacheEntryText, type StepCache } from '@codomyrmex/dag';
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
  async find(fingerprint: string): Promise<CacheEntry | undefined> {
    const file = this.#file(fingerprint);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw storageError(file, error);
    }
    const entry = entryIn(text);
    if (entry === undefined) {
      this.#ports.onDamage(damaged(file));
      await rm(file, { force: true });
      return undefined;
    }
    const used = new Date(this.#ports.now());
    try {
      utimesSync(file, used, used);
    } catch {
      // It may have been removed meanwhile.
    }
    return entry;
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
