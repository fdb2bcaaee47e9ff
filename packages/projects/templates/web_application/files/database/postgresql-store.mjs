import { MAX_LISTED } from './limits.mjs';
import { migrate } from './migrations.mjs';

/** Any number that nothing else in the database locks. */
const MIGRATING = 7_302_641;

/** Notes in PostgreSQL, for any number of processes. */
export class PostgresqlStore {
  #pool;
  /** Migrations that were applied when it was opened. */
  migrated = [];

  constructor(pool) {
    this.#pool = pool;
  }

  static async open(url) {
    const { Pool } = await driver();
    const pool = new Pool({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 10_000,
    });
    // A connection that breaks while nobody uses it is replaced by the pool.
    pool.on('error', () => {});
    try {
      const store = new PostgresqlStore(pool);
      store.migrated = await migrated(pool);
      return store;
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async list() {
    const { rows } = await this.#pool.query('SELECT id, text, created_at FROM notes ORDER BY id DESC LIMIT $1', [
      MAX_LISTED,
    ]);
    return rows.map(note);
  }

  async count() {
    const { rows } = await this.#pool.query('SELECT count(*)::int AS notes FROM notes');
    return rows[0].notes;
  }

  async add({ text }) {
    const { rows } = await this.#pool.query('INSERT INTO notes (text) VALUES ($1) RETURNING id, text, created_at', [
      text,
    ]);
    return note(rows[0]);
  }

  async remove(id) {
    const { rowCount } = await this.#pool.query('DELETE FROM notes WHERE id = $1', [id]);
    return rowCount > 0;
  }

  async close() {
    await this.#pool.end();
  }
}

/** The driver gives BIGINT as text, and times as dates. */
const note = ({ id, text, created_at }) => ({ id: Number(id), text, created_at: created_at.toISOString() });

/** Processes that start at the same time come one after the other, and the later ones find everything applied. */
async function migrated(pool) {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATING]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())',
    );
    return await migrate({
      applied: async () => new Set((await client.query('SELECT name FROM migrations')).rows.map(({ name }) => name)),
      apply: async (name, sql) => {
        await client.query('BEGIN');
        try {
          await client.query(sql);
          await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
          await client.query('COMMIT');
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        }
      },
    });
  } finally {
    // The lock goes with the connection.
    client.release(true);
  }
}

export async function driver() {
  try {
    return (await import('pg')).default;
  } catch {
    throw new Error('the driver for PostgreSQL is not installed: run "npm install"');
  }
}
