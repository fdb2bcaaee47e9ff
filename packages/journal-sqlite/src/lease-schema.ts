import type { Database } from './driver.ts';
import { corrupt, newerSchema } from './storage-errors.ts';

const SCHEMA_VERSION = 1;

/**
 * `sharing.version` counts changes, so that a process whose row did not change is not read again.
 * Lists stand as JSON: they are read whole, by processes of the same version.
 * Times are REAL because clocks give fractions.
 */
const schema = `
CREATE TABLE sharing(id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, fence INTEGER NOT NULL) STRICT;
INSERT INTO sharing(id, version, fence) VALUES (1, 0, 0);
CREATE TABLE process(number INTEGER PRIMARY KEY, pid INTEGER NOT NULL, version INTEGER NOT NULL, wants TEXT NOT NULL) STRICT;
CREATE TABLE holding(
  process INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  label TEXT NOT NULL,
  parts TEXT NOT NULL,
  expires_at REAL,
  PRIMARY KEY (process, fence)
) STRICT, WITHOUT ROWID;
CREATE INDEX holding_end ON holding(expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE rate(
  resource TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  full_at REAL NOT NULL,
  PRIMARY KEY (resource, kind, unit)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Within a transaction.
 * @throws StorageError for a newer version, or for a file that is something else.
 */
export function leaseSchemaState(database: Database, file: string): 'empty' | 'ready' {
  const version = database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
  if (version > SCHEMA_VERSION) throw newerSchema(file, version, SCHEMA_VERSION);
  if (version === SCHEMA_VERSION) return 'ready';
  const table = database.prepare<{ name: string }>('SELECT name FROM sqlite_schema LIMIT 1').get();
  if (table !== undefined) throw corrupt(file, `it holds a table "${table.name}" but no leases`);
  return 'empty';
}

export function createLeaseSchema(database: Database): void {
  database.exec(schema);
}
