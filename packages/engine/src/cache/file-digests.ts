import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileMark } from './file-mark.ts';
import { type KnownDigest, keepDigests, keptDigests } from './kept-digests.ts';
import type { Looks } from './looks.ts';

/** A file that is larger is read in pieces, and nothing waits for it. */
const AT_ONCE_BYTES = 65_536n;
/** Some file systems count time in steps of two seconds: within that a file can change and look as before. */
const SETTLED_NS = 2_500_000_000n;
const NS_PER_MS = 1_000_000n;
/** For whomever. */
const EXECUTABLE = 0o111n;
/** A hundred bytes each. */
const MAX_KNOWN = 100_000;

export interface FileDigestsPorts {
  /** Where what is known is kept for later processes. */
  readonly dataFolder?: string | undefined;
  /** Milliseconds since the epoch, by the clock that files are dated by: the machine's unless given. */
  readonly now?: () => number;
  /** Takes down what was looked at. */
  readonly looks?: Looks | undefined;
}

export type FileDigest =
  | { readonly kind: 'file'; readonly digest: string; readonly isExecutable: boolean }
  | { readonly kind: 'folder' | 'nothing' };

const FOLDER: FileDigest = { kind: 'folder' };
const NOTHING: FileDigest = { kind: 'nothing' };

/**
 * What files contain, as SHA-256 in hexadecimal digits. A file that looks as it did (inode, permissions, size, both times to the nanosecond) is not
 * read again, unless it was changed so shortly before it was read that a further change could look the same.
 *
 * A promise is given for large files alone: for all that a step reads they cost several times what looking at the files does.
 */
export class FileDigests {
  readonly #ports: FileDigestsPorts;
  #known: Map<string, KnownDigest> | undefined;
  #hasLearnt = false;

  constructor(ports: FileDigestsPorts = {}) {
    this.#ports = ports;
  }

  /** Keeps what was learnt. Never rejects. */
  async close(): Promise<void> {
    const { dataFolder } = this.#ports;
    if (dataFolder === undefined || this.#known === undefined || !this.#hasLearnt) return;
    this.#hasLearnt = false;
    await keepDigests(dataFolder, this.#known);
  }

  /** Follows links. @throws what the file system says, but for a file that is not there. */
  of(path: string): FileDigest | Promise<FileDigest> {
    try {
      const stats = statSync(path, { bigint: true });
      if (!stats.isDirectory()) return this.ofStats(path, stats);
      this.#ports.looks?.doubt();
      return FOLDER;
    } catch (error) {
      this.#ports.looks?.doubt();
      return nothing(error);
    }
  }

  /** Of what `stat` has just been said of. */
  ofStats(path: string, stats: BigIntStats): FileDigest | Promise<FileDigest> {
    const mark = fileMark(stats);
    const isExecutable = (stats.mode & EXECUTABLE) !== 0n;
    const { dataFolder, now = Date.now, looks } = this.#ports;
    this.#known ??= dataFolder === undefined ? new Map() : keptDigests(dataFolder);
    const known = this.#known.get(path);
    if (known?.mark === mark) {
      looks?.file(path, mark);
      return { kind: 'file', digest: known.digest, isExecutable };
    }
    const isSettled = BigInt(now()) * NS_PER_MS - latest(stats) > SETTLED_NS;
    const found = (digest: string): FileDigest => {
      if (isSettled) this.#keep(path, { mark, digest });
      if (isSettled) looks?.file(path, mark);
      else looks?.doubt();
      return { kind: 'file', digest, isExecutable };
    };
    try {
      if (stats.size > AT_ONCE_BYTES || !stats.isFile()) return digestOfStream(path).then(found, nothing);
      return found(createHash('sha256').update(readFileSync(path)).digest('hex'));
    } catch (error) {
      return nothing(error);
    }
  }

  #keep(path: string, digest: KnownDigest): void {
    const known = this.#known ?? new Map<string, KnownDigest>();
    if (known.size >= MAX_KNOWN) known.clear();
    // The latest stand last.
    known.delete(path);
    known.set(path, digest);
    this.#known = known;
    this.#hasLearnt = true;
  }
}

function nothing(error: unknown): FileDigest {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOTHING;
  throw error;
}

const latest = ({ mtimeNs, ctimeNs }: BigIntStats): bigint => (mtimeNs > ctimeNs ? mtimeNs : ctimeNs);

async function digestOfStream(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
