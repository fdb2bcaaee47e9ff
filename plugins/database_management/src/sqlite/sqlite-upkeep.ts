import { stat } from 'node:fs/promises';
import type { Connection } from '../connection.ts';

/** How an SQLite database uses its file. */
export interface SqliteUse {
  readonly size_bytes: number;
  readonly free_bytes: number;
  readonly wal_bytes: number;
  readonly page_size: number;
  readonly journal_mode: string;
}

export async function sqliteUse(connection: Connection, file: string): Promise<SqliteUse> {
  const pageSize = Number(await pragma(connection, 'page_size'));
  return {
    size_bytes: Number(await pragma(connection, 'page_count')) * pageSize,
    free_bytes: Number(await pragma(connection, 'freelist_count')) * pageSize,
    wal_bytes: await bytesOf(`${file}-wal`),
    page_size: pageSize,
    journal_mode: String(await pragma(connection, 'journal_mode')),
  };
}

/** What is wrong with the file and its foreign keys; at most `limit` of each. Reads the whole file. */
export async function sqliteProblems(connection: Connection, limit: number): Promise<string[]> {
  const damages = await connection.own(`PRAGMA quick_check(${limit})`);
  const orphans = await connection.own(
    `SELECT "table", parent, count(*) AS amount FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT ${limit}`,
  );
  return [
    ...damages.map((row) => String(row.quick_check)).filter((text) => text !== 'ok'),
    ...orphans.map(
      ({ table, parent, amount }) =>
        `${String(amount)} rows of "${String(table)}" refer to none of "${String(parent)}"`,
    ),
  ];
}

async function pragma(
  connection: Connection,
  name: 'page_size' | 'page_count' | 'freelist_count' | 'journal_mode',
): Promise<unknown> {
  const [row] = await connection.own(`PRAGMA ${name}`);
  return row?.[name];
}

async function bytesOf(file: string): Promise<number> {
  const facts = await stat(file).catch(() => undefined);
  return facts?.size ?? 0;
}
