import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RunId, runId, UsageError } from '@codomyrmex/core';
import { decodeRequest, type Inbox, type InboxMessage } from '@codomyrmex/dag';
import type { Database, OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import { corrupt, newerSchema, storageError } from './storage-errors.ts';

const SCHEMA_VERSION = 1;

const schema = `
CREATE TABLE message(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Messages to runs that nobody ever resumes would pile up: the oldest go. */
const MAX_MESSAGES = 10_000;

interface MessageRow {
  readonly id: number;
  readonly run: string;
  readonly kind: string;
  readonly body: string;
}

/**
 * `shared.db`: the one file that several processes write. So it uses the rollback journal, and transactions that take
 * microseconds; a second writer waits for them.
 */
export class SharedInbox implements Inbox {
  readonly #open: OpenDatabase;
  readonly #file: string;
  #database: Database | undefined;
  #closed = false;

  constructor(open: OpenDatabase, dataFolder: string) {
    this.#open = open;
    this.#file = join(dataFolder, 'shared.db');
  }

  async send(message: InboxMessage): Promise<void> {
    const { run, kind, ...rest } = message;
    const body = JSON.stringify(rest);
    this.#use('make', (database) => {
      inTransaction(database, () => {
        const insert = database.prepare<{ id: number }>(
          'INSERT INTO message(run, kind, body) VALUES (?, ?, ?) RETURNING id',
        );
        const id = insert.get(run, kind, body)?.id ?? 0;
        database.prepare('DELETE FROM message WHERE id <= ?').run(id - MAX_MESSAGES);
      });
    });
  }

  async receive(runs: Iterable<RunId>): Promise<readonly InboxMessage[]> {
    const wanted = new Set<string>(runs);
    if (wanted.size === 0) return [];
    return this.#use('if_there', (database) => this.#take(database, wanted)) ?? [];
  }

  close(): void {
    this.#closed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  /** Polled several times a second: while nothing waits for these runs it only reads. */
  #take(database: Database, wanted: ReadonlySet<string>): readonly InboxMessage[] {
    const waiting = database.prepare<{ run: string }>('SELECT DISTINCT run FROM message').all();
    if (!waiting.some(({ run }) => wanted.has(run))) return [];
    return inTransaction(database, () => {
      const remove = database.prepare('DELETE FROM message WHERE id = ?');
      const rows = database.prepare<MessageRow>('SELECT id, run, kind, body FROM message ORDER BY id').all();
      const taken = rows.filter(({ run }) => wanted.has(run));
      for (const { id } of taken) remove.run(id);
      return taken.map((row) => this.#message(row));
    });
  }

  #message({ id, run, kind, body }: MessageRow): InboxMessage {
    const members: unknown = JSON.parse(body);
    try {
      return { ...decodeRequest(typeof members === 'object' ? { ...members, kind } : { kind }), run: runId(run) };
    } catch {
      throw corrupt(this.#file, `message ${id} is not understood`);
    }
  }

  #use<T>(when: 'make' | 'if_there', use: (database: Database) => T): T | undefined {
    if (this.#closed) throw new UsageError('the store is closed', { code: 'STORE_CLOSED' });
    try {
      if (this.#database === undefined && when === 'if_there' && !existsSync(this.#file)) return undefined;
      this.#database ??= this.#connect();
      return use(this.#database);
    } catch (error) {
      throw storageError(this.#file, error);
    }
  }

  #connect(): Database {
    makeFolder(dirname(this.#file));
    const database = this.#open(this.#file, 'read_write');
    try {
      database.exec(
        'PRAGMA busy_timeout=5000; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA mmap_size=0',
      );
      if (versionOf(database) === 0) {
        inTransaction(database, () => {
          if (versionOf(database) === 0) database.exec(schema);
        });
      }
      const version = versionOf(database);
      if (version > SCHEMA_VERSION) throw newerSchema(this.#file, version, SCHEMA_VERSION);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

function versionOf(database: Database): number {
  return database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}

/** IMMEDIATE: the wait for another writer is at the beginning, where nothing has to be undone. */
function inTransaction<T>(database: Database, change: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = change();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
