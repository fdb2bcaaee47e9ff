import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath } from './cache-path.ts';
import { makeFolder } from './make-folder.ts';
import { storageError } from './storage-errors.ts';
import { systemCode } from './system-code.ts';

const PIECE_BYTES = 64 * 1024;

/** Contents of files under their SHA-256, however many entries share them. Copied in pieces: a file of any size fits. */
export class CacheContents {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#folder = join(folder, 'contents');
    this.#now = now;
  }

  /** `bytes`: how much larger the cache became. */
  async store(path: string): Promise<{ readonly hash: string; readonly bytes: number }> {
    makeFolder(this.#folder);
    const draft = join(this.#folder, `${randomUUID()}.tmp`);
    try {
      const hash = await copied(path, draft, 0o600);
      const { size } = await stat(draft);
      const file = cachePath(this.#folder, hash);
      const before = await sizeOf(file);
      const now = new Date(this.#now());
      await utimes(draft, now, now);
      makeFolder(join(this.#folder, hash.slice(0, 2)));
      await rename(draft, file); // also over one that is there: it may be damaged
      return { hash, bytes: size - before };
    } catch (error) {
      await rm(draft, { force: true });
      throw storageError(path, error);
    }
  }

  async write(hash: string, path: string): Promise<boolean> {
    const file = cachePath(this.#folder, hash);
    try {
      if ((await copied(file, path, 0o600)) === hash) return true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') await rm(path, { force: true });
      if (systemCode(error) === 'ENOENT') return false;
      throw storageError(path, error);
    }
    await Promise.all([rm(path, { force: true }), rm(file, { force: true })]);
    return false;
  }
}

/** Of nothing, where nothing is. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/**
 * Copies into a new file and gives the SHA-256 of what was copied. Both are open before anything is read: whoever is told of a fault
 * can remove the new file, and nothing makes it after that.
 */
async function copied(from: string, to: string, mode: number): Promise<string> {
  const source = await open(from);
  try {
    const target = await open(to, 'wx', mode);
    try {
      return await copiedOpen(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copiedOpen(source: FileHandle, target: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, piece.length);
    if (bytesRead === 0) return hash.digest('hex');
    const read = piece.subarray(0, bytesRead);
    hash.update(read);
    await target.writeFile(read);
  }
}
