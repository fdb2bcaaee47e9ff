import type { Database } from './driver.ts';
import { corrupt, newerSchema } from './storage-errors.ts';

/**
 * The form of a slot file, the events' own form included: raise it with `EVENT_SCHEMA_VERSION`.
 * A file of a newer version is neither read nor written.
 */
export const SCHEMA_VERSION = 1;

/**
 * `slot.claim` counts who has had the slot: an unfinished run belongs to a live process exactly when the slot's lock is
 * held and the run bears the current claim.
 * Times are REAL because clocks give fractions. Definitions are kept once: runs of one workflow share them.
 * No foreign keys: they would cost a look-up per event and guard only against ourselves.
 * Events lie in order of arrival and not by run: with large outputs inside, clustering by run writes three times as much.
 */
const schema = `
CREATE TABLE slot(id INTEGER PRIMARY KEY CHECK (id = 1), claim INTEGER NOT NULL) STRICT;
INSERT INTO slot(id, claim) VALUES (1, 0);
CREATE TABLE definition(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, json TEXT NOT NULL) STRICT;
CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  workflow TEXT NOT NULL,
  created_at REAL NOT NULL,
  claim INTEGER NOT NULL,
  ended_at REAL,
  status TEXT,
  workspace TEXT NOT NULL,
  definition INTEGER NOT NULL,
  parameters TEXT NOT NULL
) STRICT;
CREATE INDEX run_created ON run(created_at);
CREATE INDEX run_workflow ON run(workflow, created_at);
CREATE INDEX run_unfinished ON run(created_at) WHERE ended_at IS NULL;
CREATE TABLE event(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  task INTEGER,
  attempt INTEGER,
  at REAL NOT NULL,
  data TEXT
) STRICT;
CREATE UNIQUE INDEX event_position ON event(run, seq);
PRAGMA user_version = ${SCHEMA_VERSION};
`;

export type SchemaState = 'empty' | 'ready';

/** @throws StorageError for a newer version, or for a file that is no journal. */
export function checkSchema(database: Database, file: string): SchemaState {
  // One view of the file: its creator may be filling it.
  database.exec('BEGIN');
  const state = stateOf(database, file);
  database.exec('COMMIT');
  return state;
}

function stateOf(database: Database, file: string): SchemaState {
  const version = database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
  if (version > SCHEMA_VERSION) throw newerSchema(file, version, SCHEMA_VERSION);
  if (version === SCHEMA_VERSION) return 'ready';
  const foreign = database.prepare<{ name: string }>('SELECT name FROM sqlite_schema LIMIT 1').get();
  if (foreign !== undefined) throw corrupt(file, `it holds a table "${foreign.name}" but is no journal`);
  return 'empty';
}

/** For the holder of the slot's lock only. */
export function createSchema(database: Database): void {
  database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
}
