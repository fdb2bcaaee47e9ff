import { isBusy } from './database-fault.ts';
import type { Database, OpenDatabase } from './driver.ts';

/**
 * Processes that only look who holds the lock have it for microseconds, on a loaded machine for longer. While one try waits,
 * no new ones get in, so that nobody can be kept out by lookers.
 */
const MAX_TRIES = 20;
const TRY_MS = 100;

/**
 * The right to write a slot, from `claim` until `release` or the death of the process. It is SQLite's own file lock on an
 * otherwise empty file: refused at once, and freed by the operating system after kill -9. The file must never be opened
 * by other means in this process: closing any descriptor of it would drop the lock.
 */
export class SlotLock {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** `undefined` when a live process holds it. Creates the file; its folder must exist. */
  static claim(open: OpenDatabase, file: string): SlotLock | undefined {
    const database = open(file, 'read_write');
    // Nothing is ever written; without this SQLite makes a journal file for the case.
    const prepare = 'PRAGMA journal_mode=MEMORY';
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        database.exec(`PRAGMA busy_timeout=${tries === 0 ? 0 : TRY_MS}; ${prepare}; BEGIN EXCLUSIVE`);
        return new SlotLock(database);
      } catch (error) {
        if (isBusy(error) && isFree(database)) continue;
        database.close();
        if (isBusy(error)) return undefined;
        throw error;
      }
    }
    database.close();
    return undefined;
  }

  /** Whether a live process holds the lock, found out without ever holding it. `file` must exist. */
  static isHeld(open: OpenDatabase, file: string): boolean {
    const database = open(file, 'read_only');
    try {
      return !isFree(database);
    } finally {
      database.close();
    }
  }

  release(): void {
    this.#database.exec('ROLLBACK');
    this.#database.close();
  }
}

/**
 * Reading is refused only while somebody has the file exclusively. No prepared statement: with the driver for older Nodes a
 * connection stays open, lock and all, until its statements are collected.
 */
function isFree(database: Database): boolean {
  try {
    database.exec('SELECT 1 FROM sqlite_schema');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
