import * as z from 'zod';
import type { Connection } from '../connection.ts';
import { refusal } from '../refuse.ts';
import type { Migration } from './migration-files.ts';
import type { Applied } from './migration-plan.ts';

/** The table in which a database keeps what was applied to it. */
const TABLE = 'codomyrmex_migrations';

const appliedRow = z.object({ version: z.string().regex(/^\d{1,18}$/), name: z.string(), checksum: z.string() });

/** What a table of that name must hold for it to be ours. */
export async function readApplied(connection: Connection): Promise<readonly Applied[]> {
  if (!(await hasTable(connection))) return [];
  const rows = await connection.own(`SELECT version, name, checksum FROM ${TABLE}`);
  return rows.map((row) => {
    const parsed = appliedRow.safeParse(row);
    if (!parsed.success)
      throw refusal('MIGRATIONS_INVALID', `the table ${TABLE} holds a row that this action did not write`);
    return parsed.data;
  });
}

export async function makeTable(connection: Connection): Promise<void> {
  await connection.own(
    `CREATE TABLE IF NOT EXISTS ${TABLE} (version TEXT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)`,
  );
}

export async function noteApplied(connection: Connection, migration: Migration, at: string): Promise<void> {
  const places = connection.dialect === 'sqlite' ? '?, ?, ?, ?' : '$1, $2, $3, $4';
  await connection.own(`INSERT INTO ${TABLE} (version, name, checksum, applied_at) VALUES (${places})`, [
    migration.version,
    migration.name,
    migration.checksum,
    at,
  ]);
}

export async function noteUndone(connection: Connection, { version }: Migration): Promise<void> {
  const place = connection.dialect === 'sqlite' ? '?' : '$1';
  await connection.own(`DELETE FROM ${TABLE} WHERE version = ${place}`, [version]);
}

async function hasTable(connection: Connection): Promise<boolean> {
  const rows =
    connection.dialect === 'sqlite'
      ? await connection.own("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [TABLE])
      : await connection.own('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [TABLE]);
  return rows.length > 0;
}
