/** The entry of the thread that folds logs. It imports nothing but the driver, so that it starts quickly. */
import { parentPort } from 'node:worker_threads';
import { faultOf } from './database-fault.ts';
import { type Database, loadDriver } from './driver.ts';
import type { FromFoldingThread, ToFoldingThread } from './log-folder.ts';

/** A second time for what was written during the first: little is then left, for which the writer waits. */
const TIMES = 2;

const port = parentPort;
if (port === null) throw new Error('log-folder-entry.js is the entry of a worker thread');
const post = (file: FromFoldingThread) => port.postMessage(file);

const open = loadDriver();
// Kept in the module's scope: @photostructure/sqlite lets a connection be collected while it is needed.
const files = new Map<string, Database>();

port.on('message', (file: ToFoldingThread) => {
  if (file === undefined) {
    for (const database of files.values()) database.close();
    port.close();
    return;
  }
  try {
    const database = files.get(file) ?? opened(file);
    for (let time = 0; time < TIMES; time++) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    // The log stays as it is, with everything in it. Whoever writes is told when that cannot be done any more.
    if (faultOf(error) === undefined) throw error;
  }
  post(file);
});

function opened(file: string): Database {
  const database = open(file, 'read_write');
  files.set(file, database);
  // As the writer has it: what a fold needs brought to the disk is brought there.
  database.exec('PRAGMA busy_timeout=0; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0');
  return database;
}
