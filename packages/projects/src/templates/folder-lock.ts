import { randomBytes } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOrchestrationError } from '@codomyrmex/core';
import { diskFiles } from '../project/disk-files.ts';
import { withLock } from '../project/file-lock.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { systemClock } from '../project/system-clock.ts';
import { systemCode } from './scaffold-error.ts';
import { running, TRANSACTION } from './transaction-journal.ts';

/** Beside the transaction: who has it changes the folder, or brings it back to what it was. */
export const LOCK = `${TRANSACTION}.lock`;

/** A repair is over by then. A change that takes longer is told of. */
const WAIT_MS = 5_000;

/** A name beside the transaction that tells, also when its process was killed, whose it is. */
export const unnamedIn = (root: string): string =>
  join(root, `${TRANSACTION}-${process.pid}-${randomBytes(6).toString('hex')}`);

/**
 * Does something with a folder while no other process changes, repairs, archives or deletes it.
 * @param root absolute, without links
 * @throws UsageError UPDATE_RUNNING · whatever the system says.
 */
export async function whileAlone<Value>(root: string, work: () => Promise<Value>): Promise<Value> {
  const files: ProjectFiles = { ...diskFiles, create: (path, text) => created(root, path, text) };
  try {
    return await withLock({ files, clock: systemClock, waitMs: WAIT_MS }, join(root, LOCK), work);
  } catch (error) {
    throw isOrchestrationError(error) && error.code === 'PROJECT_BUSY' && error.details.file === join(root, LOCK)
      ? running(root)
      : error;
  }
}

/** As `diskFiles` does it, but for the name of what a killed process leaves, which a repair knows. */
async function created(root: string, path: string, text: string): Promise<boolean> {
  const temporary = unnamedIn(root);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // Without links the other way of making a file whole, or the error in its words.
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EACCES') throw error;
    return diskFiles.create(path, text);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
