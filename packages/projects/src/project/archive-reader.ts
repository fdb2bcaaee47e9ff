import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isOrchestrationError, ProjectManagementError } from '@codomyrmex/core';
import { type Entry, extract, type Headers } from 'tar-stream';
import { type ArchiveLimits, archiveLimits } from './archive-limits.ts';
import { isOneName } from './project-name.ts';

const MAX_PATH = 4_096;
const MAX_DEPTH = 200;
const MAX_TEXT = 16 * 1024 * 1024;
const BLOCK = 512;
/** Of tar's own words about an entry, such as a long name: kept in memory while they are read. */
const MAX_HEADERS = 1024 * 1024;

export interface Unpacking {
  /** The archive. */
  readonly file: string;
  /** A folder that does not exist: what was in the archive's one folder. */
  readonly target: string;
  readonly limits?: ArchiveLimits | undefined;
}

/**
 * Unpacks a `.tar.gz` of one folder. Nothing but plain files and folders below that folder is taken: a link, a device, a
 * path that leads out, more than the limits, or a file twice refuses all of it. Rights are those of the owner at most.
 * @throws ProjectManagementError ARCHIVE_UNUSABLE; what was written by then is for the caller to remove.
 */
export async function unpackArchive({ file, target, limits = archiveLimits }: Unpacking): Promise<void> {
  const seen = new Tally(limits);
  const unpack = extract();
  const made = new Set<string>();
  try {
    await mkdir(target);
    // Nothing is waited for from here to the first entry: a stream that failed before it is listened to never ends.
    const fed = pipeline(createReadStream(file), createGunzip(), seen.counter(), unpack);
    fed.catch((error: unknown) => unpack.destroy(error instanceof Error ? error : undefined));
    for await (const entry of unpack) await unpacked(entry, { target, seen, made });
    await fed;
  } catch (error) {
    if (isOrchestrationError(error)) throw error;
    throw unusable(file, error instanceof Error ? error.message : String(error), error);
  }
}

/** The text of one file of an archive, by its path below the archive's one folder; `undefined` when it is not in it. */
export async function archivedText(file: string, path: string): Promise<string | undefined> {
  const seen = new Tally(archiveLimits);
  const unpack = extract();
  try {
    const fed = pipeline(createReadStream(file), createGunzip(), seen.counter(), unpack);
    fed.catch((error: unknown) => unpack.destroy(error instanceof Error ? error : undefined));
    for await (const entry of unpack) {
      const isWanted = kindOf(entry.header) === 'file' && seen.take(entry.header).join('/') === path;
      if (isWanted && (entry.header.size ?? 0) <= MAX_TEXT) return await text(entry);
      entry.resume();
    }
    await fed;
    return undefined;
  } catch (error) {
    throw unusable(file, error instanceof Error ? error.message : String(error), error);
  }
}

interface Place {
  readonly target: string;
  readonly seen: Tally;
  readonly made: Set<string>;
}

async function unpacked(entry: Entry, { target, seen, made }: Place): Promise<void> {
  const { header } = entry;
  const kind = kindOf(header);
  const path = seen.take(header);
  const place = join(target, ...path);
  await madeFolder(kind === 'directory' ? place : dirname(place), target, made);
  if (kind === 'directory') {
    entry.resume();
    return;
  }
  // What has closed already tells nobody that it did: waiting for its end would never end.
  if (entry.destroyed) throw new Error('it ends in the middle');
  // Made and never opened as something that is there: a file twice, or under two cases of one name, is refused.
  await pipeline(entry, createWriteStream(place, { flags: 'wx', mode: (header.mode ?? 0o644) & 0o755 }));
}

async function madeFolder(folder: string, target: string, made: Set<string>): Promise<void> {
  if (folder === target || made.has(folder)) return;
  await madeFolder(dirname(folder), target, made);
  made.add(folder);
  await mkdir(folder);
}

function kindOf({ type, name }: Headers): 'file' | 'directory' {
  if (type === 'file' || type === 'directory') return type;
  throw new Error(`"${name}" is a ${type ?? 'thing of no kind'}, and only files and folders are unpacked`);
}

/** What was read so far, held against the limits before it is kept. */
class Tally {
  readonly #limits: ArchiveLimits;
  #root: string | undefined;
  #entries = 0;
  #bytes = 0;
  /** Bytes of the stream that belong to the entries told so far. */
  #accounted = MAX_HEADERS;
  #streamed = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  counter(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#streamed += chunk.length;
        const isTooMuch = this.#streamed > this.#accounted + MAX_HEADERS;
        done(isTooMuch ? new Error('it says too much of one entry before it comes') : null, chunk);
      },
    });
  }

  /** The path below the archive's one folder. */
  take({ name, size = 0 }: Headers): readonly string[] {
    const { maxEntries, maxBytes } = this.#limits;
    if (++this.#entries > maxEntries) throw new Error(`it holds more than ${maxEntries} files and folders`);
    this.#bytes += size;
    if (this.#bytes > maxBytes) throw new Error(`it unpacks to more than ${maxBytes} bytes`);
    this.#accounted += Math.ceil(size / BLOCK) * BLOCK + 8 * BLOCK;
    const [root = '', ...path] = pathOf(name);
    this.#root ??= root;
    if (root !== this.#root) throw new Error(`it holds "${this.#root}" and "${root}" side by side`);
    return path;
  }
}

function pathOf(name: string): readonly string[] {
  const parts = name.replace(/^\.\//, '').replace(/\/+$/, '').split('/');
  if (name.length > MAX_PATH || parts.length > MAX_DEPTH || !parts.every(isOneName)) {
    throw new Error(`${JSON.stringify(name.slice(0, 200))} is no path in it`);
  }
  return parts;
}

export function unusable(file: string, why: string, cause?: unknown): ProjectManagementError {
  return new ProjectManagementError(`the archive ${file} cannot be used: ${why}`, {
    code: 'ARCHIVE_UNUSABLE',
    cause,
    details: { path: file },
    suggestions: ['Nothing was restored from it. Take another copy of the archive.'],
  });
}
