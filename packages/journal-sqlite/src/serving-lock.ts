import { join } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import type { OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import { SlotLock } from './slot-lock.ts';
import type { SqliteSchedules } from './sqlite-schedules.ts';
import { storageError } from './storage-errors.ts';

/**
 * Makes this process the one that runs what is due in a data folder, until it gives that back or dies.
 * @returns how to give it back.
 * @throws UsageError SERVE_RUNNING, saying who has it; StorageError when the folder cannot be used.
 */
export function claimServing(
  {
    open,
    dataFolder,
    schedules,
  }: { readonly open: OpenDatabase; readonly dataFolder: string; readonly schedules: SqliteSchedules },
  name: string,
): () => void {
  const lock = claimed(open, dataFolder);
  if (lock === undefined) {
    throw new UsageError(`${schedules.serverName() ?? 'another process'} runs the schedules of ${dataFolder} already`, {
      code: 'SERVE_RUNNING',
      suggestions: ['One is enough: it sees schedules that are added later. End it first to take its place.'],
    });
  }
  try {
    schedules.nameServer(name);
  } catch (error) {
    lock.release();
    throw error;
  }
  return () => lock.release();
}

/** @throws StorageError */
function claimed(open: OpenDatabase, dataFolder: string): SlotLock | undefined {
  const file = join(dataFolder, 'serve.lock');
  try {
    makeFolder(dataFolder);
    return SlotLock.claim(open, file);
  } catch (error) {
    throw storageError(file, error);
  }
}
