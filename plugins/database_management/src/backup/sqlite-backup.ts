import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ActionContext } from '@codomyrmex/core';
import { refusal } from '../refuse.ts';
import { SqliteConnection, sqliteFailure } from '../sqlite/sqlite-connection.ts';
import { loadSqlite } from '../sqlite/sqlite-driver.ts';

const PAGES_AT_ONCE = 1_000;
const ALL_PAGES = -1;

/**
 * Copies a database as it is at one moment, while others go on using it, and looks whether the copy is sound.
 * @throws ActionError BACKUP_UNSOUND.
 */
export async function copySqlite(context: ActionContext, source: SqliteConnection, target: string): Promise<void> {
  await copyPages(context, source, { target, rate: PAGES_AT_ONCE });
  await requireSound(target, 'BACKUP_UNSOUND');
}

/**
 * Puts what `source` holds in place of what the file holds, in one transaction: others who have it open see the one or the other.
 * @throws ActionError DATABASE_BUSY.
 */
export async function replaceSqlite(context: ActionContext, source: SqliteConnection, target: string): Promise<void> {
  await requireFree(target);
  await copyPages(context, source, { target, rate: ALL_PAGES });
}

/** The backup itself would wait without end for a file that another keeps locked. */
async function requireFree(file: string): Promise<void> {
  const connection = await SqliteConnection.open(file, { readOnly: false, foreignKeys: 'enforced' });
  try {
    await connection.own('BEGIN EXCLUSIVE');
    await connection.own('ROLLBACK');
  } finally {
    await connection.close();
  }
}

async function copyPages(
  context: ActionContext,
  source: SqliteConnection,
  { target, rate }: { readonly target: string; readonly rate: number },
): Promise<void> {
  const { backup } = await loadSqlite();
  try {
    await backup(source.database, target, {
      rate,
      progress: ({ totalPages, remainingPages }) => {
        context.progress(totalPages === 0 ? null : 1 - remainingPages / totalPages, 'copying');
      },
    });
  } catch (error) {
    throw sqliteFailure(error, undefined);
  }
}

/** @throws ActionError `code` when the file is no sound database. */
export async function requireSound(file: string, code: string): Promise<void> {
  const connection = await SqliteConnection.open(file, { readOnly: false, foreignKeys: 'enforced' });
  try {
    // The copy of a database in WAL mode is in that mode too: without it, it is one file.
    await connection.own('PRAGMA journal_mode = DELETE');
    const [row] = await connection.own('PRAGMA quick_check(1)');
    const verdict = String(row?.quick_check);
    if (verdict !== 'ok') throw refusal(code, `the database is damaged: ${verdict}`);
  } finally {
    await connection.close();
  }
}

export async function compress(from: string, to: string, signal: AbortSignal): Promise<void> {
  await pipeline(createReadStream(from), createGzip(), createWriteStream(to, { flags: 'wx' }), { signal });
  await rm(from);
}

/** @throws ActionError BACKUP_TOO_LARGE when more than `maxBytes` come out: a small file can hold any amount. */
export async function decompress(
  from: string,
  to: string,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<void> {
  let bytes = 0;
  const limited = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw refusal('BACKUP_TOO_LARGE', `the backup holds more than ${maxBytes} bytes`, 'Raise max_bytes.');
      yield chunk;
    }
  };
  try {
    await pipeline(createReadStream(from), createGunzip(), limited, createWriteStream(to, { flags: 'wx' }), { signal });
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw refusal('BACKUP_UNSOUND', `the file is no sound gzip file: ${error.message}`);
    }
    throw error;
  }
}
