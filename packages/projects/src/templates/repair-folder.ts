import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { mayBeAlive } from '../project/process-owner.ts';
import { anchored } from './anchored.ts';
import { sha256, syncFolder } from './durable-files.ts';
import { LOCK, whileAlone } from './folder-lock.ts';
import { foldersAbove } from './project-path.ts';
import { systemCode } from './scaffold-error.ts';
import { readJournal, running, TRANSACTION, type TransactionJournal } from './transaction-journal.ts';

/** What was left of a change whose process was killed: nothing, a part that is undone now, or the end that is tidied now. */
export type Repair = 'nothing' | 'undone' | 'tidied';

/**
 * Brings a folder, in which a process was killed while it changed it, back to what it was before, or to what it was to become. Of
 * several that do so at once one does it; where nothing is left nothing is written, so that a folder may be read-only.
 * @param root absolute, without links
 * @throws UsageError UPDATE_RUNNING while the process lives · StorageError TRANSACTION_DAMAGED.
 */
export async function repairFolder(root: string): Promise<Repair> {
  if (!(await readdir(root)).some(isTrace)) return 'nothing';
  // Without waiting for it. That it is so still is seen when it is our turn.
  liveless(root, await readJournal(join(root, TRANSACTION)));
  return whileAlone(root, () => repairAlone(root));
}

/** The same in {@link whileAlone}. */
export async function repairAlone(root: string): Promise<Repair> {
  await removeUnnamed(root);
  const folder = join(root, TRANSACTION);
  if (!existsSync(folder)) return 'nothing';
  const journal = await readJournal(folder);
  // Without a journal nothing has begun, or all is done: the journal is there before the first change and goes last but for names.
  if (journal === undefined) {
    await rm(folder, { recursive: true, force: true });
    return 'tidied';
  }
  liveless(root, journal);
  if (journal.state === 'changing') await undo(root, folder, journal);
  else await rm(folder, { recursive: true, force: true });
  return journal.state === 'changing' ? 'undone' : 'tidied';
}

/**
 * Does something with a folder as a whole, which is brought back to what it was before; no update begins meanwhile.
 * @throws as {@link repairFolder}.
 */
export async function whileWhole<Value>(root: string, work: () => Promise<Value>): Promise<Value> {
  return whileAlone(root, async () => {
    await repairAlone(root);
    return work();
  });
}

function liveless(root: string, journal: TransactionJournal | undefined): void {
  if (journal !== undefined && mayBeAlive(journal.owner)) throw running(root);
}

const unnamed = /^\.codomyrmex-transaction-(\d+)-[0-9a-f]{12}$/;
const isTrace = (name: string): boolean => name === TRANSACTION || name.startsWith(LOCK) || unnamed.test(name);

/** May be begun again after it was killed itself. */
export async function undo(root: string, folder: string, journal: TransactionJournal): Promise<void> {
  for (const [at, change] of [...journal.changes.entries()].toReversed()) {
    const old = join(folder, 'old', String(at));
    if (change.had_file && !existsSync(old)) continue;
    for (const above of change.had_file ? foldersAbove(change.path) : []) await makeAgain(root, above);
    await takeBack(root, { ...change, old: change.had_file ? old : undefined, made: join(folder, 'new', String(at)) });
  }
  for (const path of journal.folders.toReversed()) {
    await anchored(root, path, (file) => rmdir(file)).catch(() => undefined); // it was not made, or somebody uses it
  }
  await syncFolder(root);
  await rm(folder, { recursive: true, force: true });
}

interface Taken {
  readonly path: string;
  readonly sha256: string | null;
  readonly old: string | undefined;
  readonly made: string;
}

async function takeBack(root: string, { path, sha256: ours, old, made }: Taken): Promise<void> {
  try {
    await anchored(root, path, async (file) => {
      const there = await lstat(file).catch(() => undefined);
      const source = await lstat(made).catch(() => undefined);
      // Both are names of one file, or what was made has been moved there: no link could be made.
      const isMade = there?.isFile() === true && (source === undefined || source.ino === there.ino);
      const isOurs = isMade && ours !== null && sha256(await readFile(file)) === ours;
      if (isOurs) await unlink(file);
      if (old === undefined) return;
      // What somebody has put there since the kill stays, and what stood there before comes beside it.
      await rename(old, there === undefined || isOurs ? file : await freeName(file));
    });
  } catch (error) {
    // Nothing was made there yet.
    if (old !== undefined || systemCode(error) !== 'ENOENT') throw error;
  }
}

async function freeName(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${file}.orig` : `${file}.${number}.orig`;
    if ((await lstat(name).catch(() => undefined)) === undefined) return name;
  }
}

async function makeAgain(root: string, path: string): Promise<void> {
  await anchored(root, path, (file) => mkdir(file)).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
  });
}

/** What processes left that were killed before they had begun, and rights to take over locks that are gone. */
async function removeUnnamed(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid] = unnamed.exec(name) ?? [];
    const isDead = pid !== undefined && !mayBeAlive({ pid: Number(pid), host: hostname() });
    if (isDead || name.startsWith(`${LOCK}.after-`)) await rm(join(root, name), { recursive: true, force: true });
  }
}
