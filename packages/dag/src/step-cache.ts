/** A file that a cached step made. */
export interface CachedFile {
  /** Below the workspace, with "/" between folders. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** SHA-256 of its content, as 64 hexadecimal digits: where the cache has it. */
  readonly hash: string;
}

/** The result of an attempt that came out well. */
export interface CacheEntry {
  /** The run that made it. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Plain JSON. */
  readonly output: unknown;
  readonly files: readonly CachedFile[];
  /** What the fingerprint was made of, in the form of whoever made it: for saying what is different. */
  readonly parts: unknown;
}

/** An entry as a cache gives it. */
export interface FoundEntry extends CacheEntry {
  /** Tells it from every other one that is ever kept under its fingerprint and is not equal to it; for the cache that gave it. */
  readonly mark: string;
}

/**
 * Results of steps by the fingerprint of everything that they depend on, for all runs and processes of a data folder. Every
 * implementation passes the conformance suite of `@codomyrmex/testing`.
 *
 * It is a cache: an entry may be gone at any time, and one that is damaged or not whole is a miss, is removed, and is told of.
 * What it gives is exactly what was kept. A fingerprint or hash is 64 hexadecimal digits; anything else is a UsageError.
 */
export interface StepCache {
  /** `undefined` when there is none. Finding an entry counts as its use: those that were used least lately go first. */
  find(fingerprint: string): Promise<FoundEntry | undefined>;
  /**
   * Whether the entry that was found with this mark is still there, without reading it: it may be damaged. Counts as its use, as
   * finding it does.
   */
  has(fingerprint: string, mark: string): boolean | Promise<boolean>;
  /** Whole or not at all, in place of an earlier entry. Files that it names were stored before. */
  keep(fingerprint: string, entry: CacheEntry): Promise<void>;
  /** Removes an entry that turned out to be of no use. */
  forget(fingerprint: string): Promise<void>;
  /** Keeps the content of a file and gives its hash. */
  storeFile(path: string): Promise<string>;
  /** Writes a stored content into a new file, or gives `false` when it is not there whole: then no file is left either. */
  writeFile(hash: string, path: string): Promise<boolean>;
  /**
   * The right to make the result of a fingerprint, until it is given back or the process dies; `undefined` while somebody else
   * has it. It saves work and guards nothing: whoever goes on without it makes the same result once more.
   */
  claim(fingerprint: string): (() => void) | undefined;
}

const HASH = /^[0-9a-f]{64}$/;
const MOST_PERMISSIONS = 0o777;

/** An entry as caches store it. */
export const cacheEntryText = (entry: CacheEntry): string => JSON.stringify({ format: 1, entry });

/**
 * `undefined` for a text that is damaged, or of a form that this version does not know. Checked by hand: a run whose steps are all
 * reused reads one for each, and schemas took most of the time of that.
 */
export function cacheEntryFrom(text: string): CacheEntry | undefined {
  const stored = parsed(text);
  if (!isRecord(stored) || stored.format !== 1 || !isRecord(stored.entry)) return undefined;
  const { run, at, output, files, parts } = stored.entry;
  if (typeof run !== 'string' || typeof at !== 'number' || !Array.isArray(files)) return undefined;
  const read = files.map(fileFrom).filter((file) => file !== undefined);
  return read.length === files.length ? { run, at, output, files: read, parts } : undefined;
}

function fileFrom(stored: unknown): CachedFile | undefined {
  if (!isRecord(stored)) return undefined;
  const { path, mode, hash } = stored;
  if (typeof path !== 'string' || path === '' || typeof hash !== 'string' || !HASH.test(hash)) return undefined;
  if (typeof mode !== 'number' || !Number.isInteger(mode) || mode < 0 || mode > MOST_PERMISSIONS) return undefined;
  return { path, mode, hash };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
