import { randomBytes } from 'node:crypto';
import type { Dirent, Stats } from 'node:fs';
import { constants, existsSync } from 'node:fs';
import { link, lstat, mkdir, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '@codomyrmex/core';
import type { FileKind, FileText, ProjectFiles } from './project-files.ts';

/** The disk of this machine. What it refuses becomes a StorageError PROJECT_FOLDER_UNUSABLE that names the path. */
export const diskFiles: ProjectFiles = {
  read: (path, maxBytes) => told(path, 'read', () => readBounded(path, maxBytes)),
  write: (path, text) => told(path, 'written', () => withTemporary(path, text, replaced)),
  create: (path, text) => told(path, 'written', () => withTemporary(path, text, linked)),
  kind: (path) => told(path, 'looked at', async () => absentAs(undefined, async () => kindOf(await lstat(path)))),
  entries: (folder) =>
    told(folder, 'read', () =>
      absentAs([], async () =>
        (await readdir(folder, { withFileTypes: true }))
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((one, other) => (one.name < other.name ? -1 : 1)),
      ),
    ),
  resolved: (path) => told(path, 'resolved', () => realpath(path)),
  makeFolder: (path) => told(path, 'made', () => makeFolder(path)),
  move: (from, to) => told(to, 'made', () => moved(from, to)),
  removeFile: (path) => told(path, 'removed', () => rm(path, { force: true })),
  removeTree: (path) => told(path, 'removed', () => rm(path, { recursive: true, force: true, maxRetries: 3 })),
};

async function told<Value>(path: string, what: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`${path} cannot be ${what}: ${why}`, {
      code: 'PROJECT_FOLDER_UNUSABLE',
      cause,
      details: { path },
      suggestions: ['Check rights and free space there.'],
    });
  }
}

async function absentAs<Value>(instead: Value, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (isAbsent(error)) return instead;
    throw error;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

function kindOf(entry: Stats | Dirent): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** A pipe would be opened only when somebody writes to it. Windows has no such flag, and no such pipes. */
const WITHOUT_WAITING = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

async function readBounded(path: string, maxBytes: number): Promise<FileText | undefined> {
  return absentAs(undefined, async () => {
    const handle = await open(path, constants.O_RDONLY | WITHOUT_WAITING);
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) throw new Error('it is no file');
      if (facts.size > maxBytes) throw new Error(`it has ${facts.size} bytes, and ${maxBytes} are read at most`);
      return { text: await handle.readFile('utf8'), modifiedAt: facts.mtimeMs };
    } finally {
      await handle.close();
    }
  });
}

async function withTemporary<Value>(
  path: string,
  text: string,
  place: (temporary: string, path: string) => Promise<Value>,
): Promise<Value> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const mode = await modeOf(path);
    const handle = await open(temporary, 'wx', mode === undefined ? 0o666 : mode | 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return await place(temporary, path);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Who may read and write what stands there; `undefined` where no file does. */
async function modeOf(path: string): Promise<number | undefined> {
  const facts = await absentAs(undefined, () => lstat(path));
  return facts?.isFile() === true ? facts.mode & 0o777 : undefined;
}

async function replaced(temporary: string, path: string): Promise<void> {
  const mode = await modeOf(path);
  const handle = await open(temporary, 'r+');
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/** Codes of file systems without hard links (FAT, some network mounts). */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!noLinks.has(codeOf(error))) throw error;
    return copied(temporary, path);
  }
}

/** Without links a reader may see the file before its text is in it. */
async function copied(temporary: string, path: string): Promise<boolean> {
  const text = (await readBounded(temporary, Number.MAX_SAFE_INTEGER))?.text ?? '';
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Windows does not move a folder onto an empty one. */
async function moved(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') await absentAs(undefined, () => rmdir(to));
  await rename(from, to);
}

/** Not `recursive: true`: where the system answers ENOENT for a folder whose parent exists, as /proc does, Node tries again for ever. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if (!existsSync(path)) throw error;
  });
}
