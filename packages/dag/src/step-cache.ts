import * as z from 'zod';

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

/**
 * Results of steps by the fingerprint of everything that they depend on, for all runs and processes of a data folder. Every
 * implementation passes the conformance suite of `@codomyrmex/testing`.
 *
 * It is a cache: an entry may be gone at any time, and one that is damaged or not whole is a miss, is removed, and is told of.
 * What it gives is exactly what was kept. A fingerprint or hash is 64 hexadecimal digits; anything else is a UsageError.
 */
export interface StepCache {
  /** `undefined` when there is none. Finding an entry counts as its use: those that were used least lately go first. */
  find(fingerprint: string): Promise<CacheEntry | undefined>;
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

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const entrySchema: z.ZodType<CacheEntry> = z.object({
  run: z.string(),
  at: z.number(),
  output: z.unknown(),
  files: z.array(z.object({ path: z.string().min(1), mode: z.int().min(0).max(0o777), hash })),
  parts: z.unknown(),
});
const storedSchema = z.object({ format: z.literal(1), entry: entrySchema });

/** An entry as caches store it. */
export const cacheEntryText = (entry: CacheEntry): string => JSON.stringify({ format: 1, entry });

/** `undefined` for a text that is damaged, or of a form that this version does not know. */
export function cacheEntryFrom(text: string): CacheEntry | undefined {
  try {
    return storedSchema.parse(JSON.parse(text)).entry;
  } catch {
    return undefined;
  }
}
