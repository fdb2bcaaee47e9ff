import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** A file that is larger is read in pieces. */
const WHOLE_BYTES = 1_048_576n;
/** Some file systems count time in steps of two seconds: within that a file can change and look as before. */
const SETTLED_NS = 2_500_000_000n;
/** A hundred bytes each. */
const MAX_KNOWN = 100_000;

interface Known {
  /** What `stat` said: a file that was written to has another. */
  readonly mark: string;
  readonly digest: string;
}

export type FileDigest = { readonly kind: 'file'; readonly digest: string } | { readonly kind: 'folder' | 'nothing' };

/**
 * What files contain, as SHA-256 in hexadecimal digits. A file that looks as it did (inode, size, both times to the nanosecond) is not
 * read again, unless it was changed so shortly before it was read that a further change could look the same.
 */
export class FileDigests {
  readonly #known = new Map<string, Known>();

  /** Follows links. @throws what the file system says, but for a file that is not there. */
  async of(path: string): Promise<FileDigest> {
    try {
      const stats = await stat(path, { bigint: true });
      if (stats.isDirectory()) return { kind: 'folder' };
      const mark = markOf(stats);
      const known = this.#known.get(path);
      if (known?.mark === mark) return { kind: 'file', digest: known.digest };
      const isSettled = nowNs() - latest(stats) > SETTLED_NS;
      const digest = await digestOf(path, stats.size);
      if (isSettled) this.#keep(path, { mark, digest });
      return { kind: 'file', digest };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'nothing' };
      throw error;
    }
  }

  #keep(path: string, known: Known): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(path, known);
  }
}

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;

const latest = ({ mtimeNs, ctimeNs }: BigIntStats): bigint => (mtimeNs > ctimeNs ? mtimeNs : ctimeNs);

const markOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;

async function digestOf(path: string, size: bigint): Promise<string> {
  const hash = createHash('sha256');
  if (size <= WHOLE_BYTES) return hash.update(await readFile(path)).digest('hex');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
