import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MAX_LISTED } from './limits.mjs';
import { migrate } from './migrations.mjs';

/** Notes in a SQLite file. Several processes of one machine may use it. */
export class SqliteStore {
  #database;
  /** Migrations that were applied when it was opened. */
  migrated = [];

  constructor(database) {
    this.#database = database;
  }

  static async open(path) {
    const Database = await driver();
    await mkdir(dirname(path), { recursive: true });
    const database = new Database(path);
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;');
      database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)');
      const store = new SqliteStore(database);
      store.migrated = await migrate({
        applied: async () =>
          new Set(
            database
              .prepare('SELECT name FROM migrations')
              .all()
              .map(({ name }) => name),
          ),
        apply: async (name, sql) => applyOnce(database, name, sql),
      });
      return store;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  async list() {
    return this.#database
      .prepare('SELECT id, text, created_at FROM notes ORDER BY id DESC LIMIT ?')
      .all(MAX_LISTED)
      .map((row) => ({ ...row }));
  }

  async count() {
    return this.#database.prepare('SELECT count(*) AS notes FROM notes').get().notes;
  }

  async add({ text }) {
    const created_at = new Date().toISOString();
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO notes (text, created_at) VALUES (?, ?)')
      .run(text, created_at);
    return { id: Number(lastInsertRowid), text, created_at };
  }

  async remove(id) {
    return Number(this.#database.prepare('DELETE FROM notes WHERE id = ?').run(id).changes) > 0;
  }

  async close() {
    this.#database.close();
  }
}

/** Another process may have been quicker: whether it is applied is asked again with the file locked. */
function applyOnce(database, name, sql) {
  database.exec('BEGIN IMMEDIATE');
  try {
    if (database.prepare('SELECT 1 FROM migrations WHERE name = ?').get(name) === undefined) {
      database.exec(sql);
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(name, new Date().toISOString());
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** What Node has built in from 22.13 on; before, the package better-sqlite3. What is used here is the same in both. */
export async function driver() {
  try {
    return (await import('node:sqlite')).DatabaseSync;
  } catch {
    try {
      return (await import('better-sqlite3')).default;
    } catch {
      throw new Error(
        'this Node has no SQLite built in: run "npm install" for better-sqlite3, or use Node 22.13 or newer',
      );
    }
  }
}
