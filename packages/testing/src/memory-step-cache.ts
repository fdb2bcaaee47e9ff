import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from '@codomyrmex/core';
import { type CacheEntry, cacheEntryFrom, cacheEntryText, type FoundEntry, type StepCache } from '@codomyrmex/dag';

export interface MemoryCacheOptions {
  /** All entries and contents together; 1 GiB unless given. */
  readonly maxBytes?: number;
}

interface Kept {
  /** From the longest unused on. */
  readonly entries: Map<string, KeptEntry>;
  readonly contents: Map<string, Buffer>;
  readonly claims: Set<string>;
  /** How often anything was kept. */
  count: number;
}

interface KeptEntry {
  readonly text: string;
  readonly mark: string;
}

/** Results of steps without a disk; `open` is what another process on the same data sees. */
export class MemoryStepCache implements StepCache {
  readonly #kept: Kept;
  readonly #maxBytes: number;

  constructor(
    options: MemoryCacheOptions = {},
    kept: Kept = { entries: new Map(), contents: new Map(), claims: new Set(), count: 0 },
  ) {
    this.#kept = kept;
    this.#maxBytes = options.maxBytes ?? 1024 ** 3;
  }

  open(): MemoryStepCache {
    return new MemoryStepCache({ maxBytes: this.#maxBytes }, this.#kept);
  }

  async find(fingerprint: string): Promise<FoundEntry | undefined> {
    const kept = this.#use(fingerprint);
    const entry = kept && cacheEntryFrom(kept.text);
    return entry && { ...entry, mark: kept.mark };
  }

  has(fingerprint: string, mark: string): boolean {
    return this.#kept.entries.get(hashed(fingerprint))?.mark === mark && this.#use(fingerprint) !== undefined;
  }

  async keep(fingerprint: string, entry: CacheEntry): Promise<void> {
    this.#kept.entries.delete(hashed(fingerprint));
    this.#kept.entries.set(fingerprint, { text: cacheEntryText(entry), mark: String(this.#kept.count++) });
    this.#makeRoom();
  }

  async forget(fingerprint: string): Promise<void> {
    this.#kept.entries.delete(hashed(fingerprint));
  }

  async storeFile(path: string): Promise<string> {
    const content = await readFile(path);
    const hash = createHash('sha256').update(content).digest('hex');
    this.#kept.contents.set(hash, content);
    return hash;
  }

  async writeFile(hash: string, path: string): Promise<boolean> {
    const content = this.#kept.contents.get(hashed(hash));
    if (content === undefined) return false;
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  }

  claim(fingerprint: string): (() => void) | undefined {
    const { claims } = this.#kept;
    if (claims.has(hashed(fingerprint))) return undefined;
    claims.add(fingerprint);
    return () => void claims.delete(fingerprint);
  }

  /** Contents of files are gone, as on a damaged disk; entries stay. */
  loseContents(): void {
    this.#kept.contents.clear();
  }

  #use(fingerprint: string): KeptEntry | undefined {
    const { entries } = this.#kept;
    const kept = entries.get(hashed(fingerprint));
    if (kept === undefined) return undefined;
    entries.delete(fingerprint);
    entries.set(fingerprint, kept);
    return kept;
  }

  #makeRoom(): void {
    const { entries, contents } = this.#kept;
    for (const [oldest] of entries) {
      const named = new Set(
        [...entries.values()].flatMap(({ text }) => cacheEntryFrom(text)?.files ?? []).map(({ hash }) => hash),
      );
      for (const hash of contents.keys()) if (!named.has(hash)) contents.delete(hash);
      const texts = [...entries.values()].reduce((bytes, { text }) => bytes + Buffer.byteLength(text), 0);
      if ([...contents.values()].reduce((bytes, content) => bytes + content.length, texts) <= this.#maxBytes) return;
      entries.delete(oldest);
    }
  }
}

function hashed(hash: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new UsageError(`"${hash}" is no SHA-256 in hexadecimal digits`);
}
