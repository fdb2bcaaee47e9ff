import { existsSync } from 'node:fs';
import { chmod, link, lstat, mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { thisProcess } from '../project/process-owner.ts';
import { anchored } from './anchored.ts';
import { modeOf, severalAtOnce, sha256, syncFolder, writeNewFile } from './durable-files.ts';
import type { FileBefore, FolderChange } from './folder-changes.ts';
import { unnamedIn, whileAlone } from './folder-lock.ts';
import { foldersAbove } from './project-path.ts';
import { repairAlone, undo } from './repair-folder.ts';
import { systemCode } from './scaffold-error.ts';
import { running, TRANSACTION, type TransactionJournal, writeJournal } from './transaction-journal.ts';

/**
 * Changes a folder that is there: everything, or nothing. What stood there is kept, by moving, until all is done, and a journal
 * says how to go back, also after `kill -9`: then `repairFolder` does it. Files that are not what they were when the change was
 * planned end it; links are refused.
 * @param root absolute, without links
 * @throws UsageError CHANGED_MEANWHILE, PATH_REFUSED, UPDATE_RUNNING; whatever the system says; the signal's reason.
 */
export async function changeFolder(
  root: string,
  changes: readonly FolderChange[],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (changes.length > 0) await whileAlone(root, () => changeAlone(root, changes, signal));
}

async function changeAlone(
  root: string,
  changes: readonly FolderChange[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await repairAlone(root);
  const folder = await begin(root);
  const journal = await prepare({ root, folder, changes, signal }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  try {
    for (const path of journal.folders) await anchored(root, path, (file) => mkdir(file));
    for (const [at, change] of changes.entries()) {
      signal?.throwIfAborted();
      if (change.kind !== 'make_folder') await anchored(root, change.path, (file) => put({ folder, at, change, file }));
    }
    await syncChanged(root, changes);
    signal?.throwIfAborted();
    await writeJournal(folder, { ...journal, state: 'done' });
  } catch (error) {
    await undo(root, folder, journal);
    throw error;
  }
  await rm(folder, { recursive: true, force: true });
  await removeEmptied(root, changes);
}

/** It comes into being with its owner named, so that nobody takes it for one that was left behind. */
async function begin(root: string): Promise<string> {
  const folder = join(root, TRANSACTION);
  const unnamed = unnamedIn(root);
  await mkdir(unnamed);
  try {
    await mkdir(join(unnamed, 'new'));
    await mkdir(join(unnamed, 'old'));
    await writeJournal(unnamed, {
      journal_version: 1,
      state: 'changing',
      owner: thisProcess(),
      changes: [],
      folders: [],
    });
    await rename(unnamed, folder);
    return folder;
  } catch (error) {
    await rm(unnamed, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw running(root);
    throw error;
  }
}

interface Preparation {
  readonly root: string;
  readonly folder: string;
  readonly changes: readonly FolderChange[];
  readonly signal: AbortSignal | undefined;
}

async function prepare({ root, folder, changes, signal }: Preparation): Promise<TransactionJournal> {
  await severalAtOnce([...changes.entries()], async ([at, change]) => {
    signal?.throwIfAborted();
    if (change.kind !== 'write') return;
    const file = join(folder, 'new', String(at));
    await writeNewFile(file, change.bytes, modeOf((change.mode & 0o100) !== 0));
    // Of a file that is replaced the permissions stay whatever the umask is.
    if (change.before.kind === 'file') await chmod(file, change.mode & 0o777);
  });
  await syncFolder(join(folder, 'new'));
  const journal: TransactionJournal = {
    journal_version: 1,
    state: 'changing',
    owner: thisProcess(),
    changes: changes.map((change) => ({
      path: change.path,
      sha256: change.kind === 'write' ? sha256(change.bytes) : null,
      had_file: change.kind !== 'make_folder' && change.before.kind === 'file',
    })),
    folders: await missingFolders(root, changes),
  };
  await writeJournal(folder, journal);
  return journal;
}

async function missingFolders(root: string, changes: readonly FolderChange[]): Promise<string[]> {
  const wanted = changes.flatMap((change) => [
    ...foldersAbove(change.path),
    ...(change.kind === 'make_folder' ? [change.path] : []),
  ]);
  const missing: string[] = [];
  for (const path of [...new Set(wanted)].sort()) {
    const isBelowMissing = foldersAbove(path).some((above) => missing.includes(above));
    if (isBelowMissing || !(await isFolder(root, path))) missing.push(path);
  }
  return missing;
}

async function isFolder(root: string, path: string): Promise<boolean> {
  return anchored(root, `${path}/.`, async () => true).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return false;
    if (systemCode(error) === 'ENOTDIR') throw changed(path, 'a file stands where a folder is wanted');
    throw error;
  });
}

interface Putting {
  readonly folder: string;
  readonly at: number;
  readonly change: Exclude<FolderChange, { kind: 'make_folder' }>;
  readonly file: string;
}

async function put({ folder, at, change, file }: Putting): Promise<void> {
  const old = join(folder, 'old', String(at));
  if (change.before.kind === 'file') await setAside(file, old, change);
  if (change.kind === 'write') await place(join(folder, 'new', String(at)), file, change.path);
}

/** Looked at after it was moved: nobody can change it by its name any more. */
async function setAside(
  file: string,
  old: string,
  { path, before }: { readonly path: string; readonly before: FileBefore },
): Promise<void> {
  const there = await lstat(file).catch(() => undefined);
  if (there === undefined) throw changed(path, 'it is gone');
  if (!there.isFile()) throw changed(path, there.isSymbolicLink() ? 'it is a link now' : 'it is no file any more');
  await rename(file, old);
  const moved = await lstat(old);
  if (!moved.isFile()) throw changed(path, 'it is no file any more');
  if (before.kind === 'file' && sha256(await readFile(old)) !== before.sha256) throw changed(path, 'it was edited');
}

/** Codes of file systems without hard links. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** A link is refused where its name is taken, which a rename is not. */
async function place(made: string, file: string, path: string): Promise<void> {
  try {
    await link(made, file);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') throw changed(path, 'something stands there now');
    if (!noLinks.has(code)) throw error;
    if (existsSync(file)) throw changed(path, 'something stands there now');
    await rename(made, file);
  }
}

async function syncChanged(root: string, changes: readonly FolderChange[]): Promise<void> {
  const folders = new Set(changes.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  await severalAtOnce([...folders], (folder) => anchored(root, folder === '' ? '.' : `${folder}/.`, syncFolder));
}

/** Folders that a removal left empty. It comes after the end: a folder too many loses nothing. */
async function removeEmptied(root: string, changes: readonly FolderChange[]): Promise<void> {
  const left = new Set(changes.flatMap((change) => (change.kind === 'remove' ? foldersAbove(change.path) : [])));
  for (const folder of [...left].sort().toReversed()) {
    await anchored(root, folder, (file) => rmdir(file)).catch(() => undefined); // not empty
  }
}

const changed = (path: string, how: string): UsageError =>
  new UsageError(`${path} is not what it was when the change was planned: ${how}`, {
    code: 'CHANGED_MEANWHILE',
    details: { path },
    suggestions: ['Nothing was changed. Try again.'],
  });
