import type { Database } from './driver.ts';
import { corrupt, newerSchema } from './storage-errors.ts';

const SCHEMA_VERSION = 1;

/** `is_open` is what the state says, for the index of what there is to do. `server` is who runs what is due. */
const schema = `
CREATE TABLE schedule(
  name TEXT PRIMARY KEY,
  accounted_until INTEGER NOT NULL,
  status TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE occurrence(
  schedule TEXT NOT NULL REFERENCES schedule(name) ON DELETE CASCADE,
  scheduled_for INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  origin TEXT NOT NULL,
  decided_at REAL NOT NULL,
  is_open INTEGER NOT NULL,
  state TEXT NOT NULL,
  run TEXT,
  detail TEXT,
  message TEXT,
  PRIMARY KEY (schedule, scheduled_for)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_open ON occurrence(schedule, scheduled_for) WHERE is_open = 1;
CREATE TABLE server(id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL) STRICT;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Within a transaction.
 * @throws StorageError for a newer version, or for a file that is something else.
 */
export function ensureScheduleSchema(database: Database, file: string): void {
  const version = database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
  if (version > SCHEMA_VERSION) throw newerSchema(file, version, SCHEMA_VERSION);
  if (version === SCHEMA_VERSION) return;
  const table = database.prepare<{ name: string }>('SELECT name FROM sqlite_schema LIMIT 1').get();
  if (table !== undefined) throw corrupt(file, `it holds a table "${table.name}" but no schedules`);
  database.exec(schema);
}
