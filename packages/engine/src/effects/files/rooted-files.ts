import { randomUUID } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, opendir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  ActionError,
  type FileEntry,
  type FileFacts,
  type FileKind,
  type Files,
  type ReadOptions,
} from '@codomyrmex/core';
import { anyEffect, type EffectCheck, requireEffect } from '../declared-effects.ts';
import { opened } from './opened.ts';
import {
  folderInside,
  followedInside,
  isInside,
  notThere,
  type PlaceInside,
  placeInside,
  placeToWrite,
  refused,
} from './path-inside.ts';
import { systemCode } from './system-code.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_ENTRIES = 100_000;
const READ = constants.O_RDONLY;
const MAKE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

/**
 * The files below one folder, and no others: every path is followed to its end before anything is touched, and looked at again when
 * it is opened. Between the look and a removal or a move, who may write in the folder can still swap a part of the way.
 */
export class RootedFiles implements Files {
  readonly #root: string;

  readonly #check: EffectCheck;

  constructor(root: string, check: EffectCheck = anyEffect) {
    this.#root = resolve(root);
    this.#check = check;
  }

  async read(path: string, { maxBytes = MAX_BYTES }: ReadOptions = {}): Promise<Uint8Array> {
    requireEffect(this.#check, 'fs:read');
    if (!(maxBytes >= 0)) throw noLimit(maxBytes);
    const real = await followedInside(this.#root, path);
    const handle = await this.#opened(path, real, READ);
    try {
      return await allOf(handle, path, maxBytes);
    } finally {
      await handle.close();
    }
  }

  async readText(path: string, options?: ReadOptions): Promise<string> {
    return Buffer.from(await this.read(path, options)).toString('utf8');
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    const target = await this.#target(path);
    const kind = await kindAt(target);
    if (kind !== undefined && kind !== 'file') throw refused(path, `a ${kind} stands there`);
    const { mode } = kind === undefined ? {} : await stat(target);
    await this.#placed(path, target, async (handle) => {
      await handle.writeFile(content);
      if (mode !== undefined) await handle.chmod(mode & 0o7777);
    });
  }

  async append(path: string, content: string | Uint8Array): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    const handle = await this.#opened(path, await this.#target(path), APPEND);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  }

  async stat(path: string): Promise<FileFacts | undefined> {
    requireEffect(this.#check, 'fs:read');
    const real = await this.#followed(path);
    return real === undefined ? undefined : factsOf(await stat(real));
  }

  async list(path: string): Promise<readonly FileEntry[]> {
    requireEffect(this.#check, 'fs:read');
    const real = await followedInside(this.#root, path);
    const folder = await opendir(real).catch((error: unknown) => {
      throw systemCode(error) === 'ENOTDIR' ? refused(path, 'it is no folder') : error;
    });
    const entries: FileEntry[] = [];
    for await (const entry of folder) {
      if (entries.length === MAX_ENTRIES) throw tooMany(path);
      entries.push({ name: entry.name, kind: kindOf(entry) });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async makeFolder(path: string): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    await folderInside(this.#root, path);
  }

  async remove(path: string, { recursive = false }: { readonly recursive?: boolean } = {}): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    const place = await this.#place(path);
    if (place === undefined) return;
    const target = this.#named(path, place);
    if ((await kindAt(target)) !== 'folder') return unlink(target).catch(unlessGone);
    if (recursive) return rm(target, { recursive: true });
    await rmdir(target).catch((error: unknown) => {
      if (systemCode(error) === 'ENOTEMPTY') {
        throw refused(path, 'the folder is not empty; say that all in it is to be removed');
      }
      unlessGone(error);
    });
  }

  async copy(from: string, to: string, options: { readonly overwrite?: boolean } = {}): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    const source = await this.#opened(from, await followedInside(this.#root, from), READ);
    try {
      const target = await this.#free(to, options);
      const { mode } = await source.stat();
      await this.#placed(to, target, async (handle) => {
        await writeFile(handle, source.createReadStream({ autoClose: false }));
        await handle.chmod(mode & 0o7777);
      });
    } finally {
      await source.close();
    }
  }

  async move(from: string, to: string, options: { readonly overwrite?: boolean } = {}): Promise<void> {
    requireEffect(this.#check, 'fs:write');
    const source = this.#named(from, await placeInside(this.#root, from));
    if ((await kindAt(source)) === undefined) throw notThere(from);
    const [way, end] = [resolve(this.#root, from), resolve(this.#root, to)];
    // Looked at before the folders of the target are made; where a link hides it, renaming fails.
    if (way !== end && isInside(way, end)) throw refused(to, 'it lies in what is moved');
    await renamed(source, await this.#free(to, options), to);
  }

  async locate(path: string): Promise<string> {
    const real = await this.#followed(path);
    if (real !== undefined) return real;
    const { folder, name } = await placeInside(this.#root, path);
    const place = join(folder, name);
    // Nothing is where it leads; whoever makes something there would make it outside.
    if ((await kindAt(place)) === 'link') throw refused(path, 'it is a link that leads to nothing');
    return place;
  }

  /** Where a path that may end in a link inside the root is written; folders on the way are made. */
  async #target(path: string): Promise<string> {
    const { folder, name } = await placeToWrite(this.#root, path);
    const target = join(folder, name);
    return (await kindAt(target)) === 'link' ? followedInside(this.#root, path) : target;
  }

  async #free(path: string, { overwrite = false }: { readonly overwrite?: boolean }): Promise<string> {
    const { folder, name } = await placeToWrite(this.#root, path);
    const target = join(folder, name);
    if (!overwrite && (await kindAt(target)) !== undefined) {
      throw new ActionError(`${JSON.stringify(path)} is there already`, {
        code: 'ALREADY_EXISTS',
        retryable: false,
        suggestions: ['Say that it may be overwritten, or name another.'],
      });
    }
    return target;
  }

  /** Whoever reads the target sees the old content or the new one, never a part. */
  async #placed(path: string, target: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
    const temporary = join(target, '..', `.${randomUUID()}.tmp`);
    try {
      const handle = await this.#opened(path, temporary, MAKE);
      try {
        await fill(handle);
      } finally {
        await handle.close();
      }
      await renamed(temporary, target, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  #opened(path: string, real: string, flags: number): Promise<FileHandle> {
    return opened({ root: this.#root, path, real, flags });
  }

  #named(path: string, { folder, name }: PlaceInside): string {
    if (name === '') throw refused(path, 'it is the workspace itself');
    return join(folder, name);
  }

  /** `undefined` where nothing is, provided that the way to it stays inside. */
  #followed(path: string): Promise<string | undefined> {
    return followedInside(this.#root, path).catch(undefinedIfAbsent);
  }

  #place(path: string): Promise<PlaceInside | undefined> {
    return placeInside(this.#root, path).catch(undefinedIfAbsent);
  }
}

/** @throws ActionError PATH_REFUSED where a folder would take the place of a file, the other way round, or of a full folder. */
async function renamed(from: string, to: string, path: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!['EINVAL', 'ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR'].includes(systemCode(error))) throw error;
    throw refused(path, 'it cannot take the place of what stands there, or lies in what is moved');
  });
}

function undefinedIfAbsent(error: unknown): undefined {
  if (error instanceof ActionError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}

async function allOf(handle: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What it is said to hold is no measure: it may grow, and what the kernel makes up has a size of 0.
  for await (const chunk of handle.createReadStream({ autoClose: false, end: maxBytes })) {
    const bytes = bytesOf(chunk);
    size += bytes.length;
    if (size > maxBytes) {
      throw new ActionError(`${JSON.stringify(path)} is larger than ${maxBytes} bytes`, {
        code: 'FILE_TOO_LARGE',
        retryable: false,
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

/** Streams of files without an encoding give bytes. */
const bytesOf = (chunk: unknown): Buffer => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));

function factsOf(found: Stats): FileFacts {
  const kind = kindOf(found);
  return { kind: kind === 'link' ? 'other' : kind, size: found.size, modifiedAt: found.mtimeMs };
}

function kindOf(found: Stats | Dirent): FileKind {
  if (found.isSymbolicLink()) return 'link';
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

async function kindAt(path: string): Promise<FileKind | undefined> {
  try {
    return kindOf(await lstat(path));
  } catch (error) {
    unlessGone(error);
    return undefined;
  }
}

function unlessGone(error: unknown): void {
  if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error))) throw error;
}

const noLimit = (maxBytes: number): ActionError =>
  new ActionError(`${maxBytes} is no limit: write 0 or more bytes`, { code: 'INVALID_PARAMETERS', retryable: false });

const tooMany = (path: string): ActionError =>
  new ActionError(`${JSON.stringify(path)} has more than ${MAX_ENTRIES} entries`, {
    code: 'TOO_MANY_ENTRIES',
    retryable: false,
  });
