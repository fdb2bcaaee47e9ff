import type { ActionContext } from '@codomyrmex/core';
import type { Connection } from './connection.ts';
import { type DatabaseAddress, databaseAddress } from './database-address.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { SqliteConnection, type SqliteOptions } from './sqlite/sqlite-connection.ts';
import { type Presence, sqliteFile } from './sqlite/sqlite-file.ts';

export interface OpenOptions {
  readonly access: 'read' | 'write';
  readonly presence?: Presence;
  readonly foreignKeys?: SqliteOptions['foreignKeys'];
  /** Seconds that PostgreSQL gives each statement; SQLite is stopped with the attempt. */
  readonly timeoutSeconds?: number;
}

const TIMEOUT_SECONDS = 600;

/** Opens the database that a url names, and closes it when `work` is done. */
export async function withDatabase<T>(
  context: ActionContext,
  url: string,
  options: OpenOptions,
  work: (connection: Connection, address: DatabaseAddress) => Promise<T>,
): Promise<T> {
  const address = databaseAddress(url);
  const connection = await open(context, address, options);
  try {
    return await work(connection, address);
  } catch (error) {
    // A connection that the abort closed breaks with an error of its own; why it was aborted says more.
    context.signal.throwIfAborted();
    throw error;
  } finally {
    await connection.close();
  }
}

async function open(context: ActionContext, address: DatabaseAddress, options: OpenOptions): Promise<Connection> {
  const { access, presence = 'must_exist', foreignKeys = 'enforced', timeoutSeconds = TIMEOUT_SECONDS } = options;
  if (address.kind === 'postgresql') return openPostgres(context, address, timeoutSeconds);
  const file = await sqliteFile(context, address.path, presence);
  return SqliteConnection.open(file, { readOnly: access === 'read', foreignKeys });
}
