import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ProjectManagementError } from '@codomyrmex/core';
import { type Pack, pack } from 'tar-stream';
import { type ArchiveLimits, archiveLimits } from './archive-limits.ts';

export interface ArchiveOrder {
  readonly folder: string;
  /** The archive's one folder. */
  readonly root: string;
  /** Absolute path of the archive. */
  readonly file: string;
  /** Text of files that stand otherwise in the archive than in the folder, by path in it. */
  readonly instead: ReadonlyMap<string, string>;
  /** Absolute paths that are not part of it. */
  readonly without: readonly string[];
  readonly limits?: ArchiveLimits | undefined;
}

/** What is not in an archive though it is in the folder; paths in it, sorted. */
export interface LeftOut {
  /** Links, sockets and the like: an archive with links could write elsewhere when it is unpacked. */
  readonly links: readonly string[];
  /** `node_modules`: an install brings them back. */
  readonly installed: readonly string[];
}

/**
 * Writes a folder into a `.tar.gz`, which appears whole or not at all; for one process at a time. Only its owner may
 * read it: files that others may not read are in it.
 * @throws ProjectManagementError ARCHIVE_TOO_LARGE · what the file system throws.
 */
export async function writeArchive(order: ArchiveOrder): Promise<LeftOut> {
  const temporary = `${order.file}.tmp`;
  await rm(temporary, { force: true });
  const tar = pack();
  const written = pipeline(tar, createGzip(), createWriteStream(temporary, { flags: 'wx', mode: 0o600 }));
  // Awaited below; a failure of the walk comes first.
  written.catch(() => undefined);
  try {
    const leftOut = await packed(tar, order);
    tar.finalize();
    await written;
    await synced(temporary);
    await rename(temporary, order.file);
    return leftOut;
  } catch (error) {
    tar.destroy(error instanceof Error ? error : undefined);
    await written.catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Folders before what is in them, by name. */
async function packed(tar: Pack, order: ArchiveOrder): Promise<LeftOut> {
  const { folder, root, without, limits = archiveLimits } = order;
  const links: string[] = [];
  const installed: string[] = [];
  let entries = 0;
  let bytes = 0;
  const open: string[] = [''];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const place = join(folder, path);
    if (without.includes(place) || isOurs(path)) continue;
    const facts = await lstat(place);
    const name = path === '' ? root : `${root}/${path}`;
    if (++entries > limits.maxEntries) throw tooLarge(folder, `more than ${limits.maxEntries} files and folders`);
    if (facts.isDirectory()) {
      if (path.split('/').at(-1) === 'node_modules') {
        installed.push(path);
        continue;
      }
      await entryOf(tar, { name, type: 'directory', mode: facts.mode & 0o777, mtime: facts.mtime });
      const names = (await readdir(place)).sort().reverse();
      open.push(...names.map((one) => (path === '' ? one : `${path}/${one}`)));
    } else if (facts.isFile()) {
      const text = order.instead.get(path);
      const size = text === undefined ? facts.size : Buffer.byteLength(text);
      bytes += size;
      if (bytes > limits.maxBytes) throw tooLarge(folder, `more than ${limits.maxBytes} bytes`);
      const header = { name, size, mode: facts.mode & 0o777, mtime: facts.mtime };
      await (text === undefined ? fileEntry(tar, header, place) : entryOf(tar, header, text));
    } else links.push(path);
  }
  return { links: links.sort(), installed: installed.sort() };
}

/** Locks, what is about to be written whole, and what an update keeps while it works. */
const isOurs = (path: string): boolean =>
  path.startsWith('.codomyrmex/project.lock') ||
  /^\.codomyrmex-transaction(?:$|[/.-])/.test(path) ||
  /(^|\/)\.codomyrmex-staged-/.test(path);

interface Header {
  readonly name: string;
  readonly type?: 'directory';
  readonly size?: number;
  readonly mode: number;
  readonly mtime: Date;
}

function entryOf(tar: Pack, header: Header, text?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, text ?? '', (error) => (error == null ? resolve() : reject(error)));
  });
}

/** As many bytes as it had when it was looked at: a log that grows meanwhile is no fault. */
async function fileEntry(tar: Pack, header: Header & { readonly size: number }, place: string): Promise<void> {
  if (header.size === 0) return entryOf(tar, header);
  await new Promise<void>((resolve, reject) => {
    const entry = tar.entry(header, (error) => (error == null ? resolve() : reject(error)));
    pipeline(createReadStream(place, { end: header.size - 1 }), entry).catch(reject);
  });
}

function tooLarge(folder: string, why: string): ProjectManagementError {
  return new ProjectManagementError(`${folder} is too large for an archive: ${why}`, {
    code: 'ARCHIVE_TOO_LARGE',
    suggestions: ['Remove what is built or downloaded from it first.'],
  });
}
