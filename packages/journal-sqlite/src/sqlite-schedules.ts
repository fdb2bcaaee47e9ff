import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import {
  accountedAtFirst,
  type HistoryQuery,
  type Occurrence,
  type Schedule,
  type ScheduleChanges,
  type ScheduleStore,
  type ScheduleView,
} from '@codomyrmex/schedules';
import type { Database, OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import {
  OCCURRENCE_COLUMNS,
  type OccurrenceRow,
  occurrenceValues,
  readOccurrence,
  readSchedule,
  type ScheduleRow,
  writtenSchedule,
} from './schedule-rows.ts';
import { ensureScheduleSchema } from './schedule-schema.ts';
import { storageError } from './storage-errors.ts';

const MAX_CLOSED = 10_000;
const DEFAULT_LIMIT = 1_000;

/**
 * `schedules.db`. Several processes write it, a few times a second at most: so it uses the rollback journal, and a record is on
 * the disk before its run begins. Reading makes nothing.
 */
export class SqliteSchedules implements ScheduleStore {
  readonly #open: OpenDatabase;
  readonly #file: string;
  #database: Database | undefined;
  #isClosed = false;

  constructor(open: OpenDatabase, dataFolder: string) {
    this.#open = open;
    this.#file = join(dataFolder, 'schedules.db');
  }

  list(): readonly Schedule[] {
    return this.#read([], (database) =>
      database
        .prepare<ScheduleRow>('SELECT name, accounted_until, status, definition FROM schedule ORDER BY name')
        .all()
        .map((row) => readSchedule(row, this.#file)),
    );
  }

  view(name: string): ScheduleView {
    return this.#read(undefined, (database) => this.#view(database, name)) ?? unknownSchedule(name);
  }

  add(schedule: Schedule): void {
    this.#write((database) => {
      const { name, status } = schedule;
      const { changes } = database
        .prepare('INSERT OR IGNORE INTO schedule(name, accounted_until, status, definition) VALUES (?, ?, ?, ?)')
        .run(name, accountedAtFirst(schedule), status, writtenSchedule(schedule));
      if (Number(changes) === 0) {
        throw new UsageError(`there is a schedule "${name}" already`, {
          code: 'SCHEDULE_EXISTS',
          suggestions: [`codomyrmex schedule remove ${name} takes it away, with its history.`],
        });
      }
    });
  }

  change(name: string, decided: (view: ScheduleView) => ScheduleChanges | undefined): void {
    // Nothing is made for a name that is not there.
    if (!existsSync(this.#file)) unknownSchedule(name);
    this.#write((database) => {
      const view = this.#view(database, name) ?? unknownSchedule(name);
      const changes = decided(view);
      if (changes !== undefined) store(database, view, changes);
    });
  }

  remove(name: string): void {
    if (!existsSync(this.#file)) unknownSchedule(name);
    this.#write((database) => {
      const { changes } = database.prepare('DELETE FROM schedule WHERE name = ?').run(name);
      if (Number(changes) === 0) unknownSchedule(name);
    });
  }

  history(name: string, { from, to, limit = DEFAULT_LIMIT }: HistoryQuery = {}): readonly Occurrence[] {
    return (
      this.#read(undefined, (database) => {
        if (rowOf(database, name) === undefined) return undefined;
        return database
          .prepare<OccurrenceRow>(
            `SELECT ${OCCURRENCE_COLUMNS} FROM occurrence WHERE schedule = ? AND scheduled_for BETWEEN ? AND ?
           ORDER BY scheduled_for DESC LIMIT ?`,
          )
          .all(name, from ?? -MAX_TIME, to ?? MAX_TIME, limit)
          .map((row) => readOccurrence(row, this.#file));
      }) ?? unknownSchedule(name)
    );
  }

  /** Says who runs what is due, for whoever is refused to. */
  nameServer(name: string): void {
    this.#write((database) => {
      database.prepare('INSERT OR REPLACE INTO server(id, name) VALUES (1, ?)').run(name);
    });
  }

  serverName(): string | undefined {
    return this.#read(
      undefined,
      (database) => database.prepare<{ name: string }>('SELECT name FROM server').get()?.name,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  #view(database: Database, name: string): ScheduleView | undefined {
    const row = rowOf(database, name);
    if (row === undefined) return undefined;
    const open = database
      .prepare<OccurrenceRow>(
        `SELECT ${OCCURRENCE_COLUMNS} FROM occurrence WHERE schedule = ? AND is_open = 1 ORDER BY scheduled_for`,
      )
      .all(name);
    const ahead = database
      .prepare<{ time: number }>(
        'SELECT scheduled_for AS time FROM occurrence WHERE schedule = ? AND scheduled_for > ?',
      )
      .all(name, row.accounted_until);
    return {
      schedule: readSchedule(row, this.#file),
      accountedUntil: row.accounted_until,
      open: open.map((one) => readOccurrence(one, this.#file)),
      recordedAhead: new Set(ahead.map(({ time }) => time)),
    };
  }

  #read<Value>(none: Value, read: (database: Database) => Value): Value {
    return this.#told(() => {
      if (this.#database === undefined && !existsSync(this.#file)) return none;
      return read(this.#connected());
    });
  }

  /** IMMEDIATE: the wait for another writer is at the beginning, where nothing has to be undone. */
  #write(write: (database: Database) => void): void {
    this.#told(() => {
      const database = this.#connected();
      inTransaction(database, () => write(database));
    });
  }

  #told<Value>(use: () => Value): Value {
    if (this.#isClosed) throw new UsageError('the store is closed', { code: 'STORE_CLOSED' });
    try {
      return use();
    } catch (error) {
      // What a caller's decision throws is his, not the file's.
      throw error instanceof Error && 'errcode' in error ? storageError(this.#file, error) : error;
    }
  }

  #connected(): Database {
    this.#database ??= this.#connect();
    return this.#database;
  }

  #connect(): Database {
    makeFolder(dirname(this.#file));
    const database = this.#open(this.#file, 'read_write');
    try {
      database.exec(
        'PRAGMA busy_timeout=5000; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA mmap_size=0; ' +
          'PRAGMA foreign_keys=ON',
      );
      inTransaction(database, () => ensureScheduleSchema(database, this.#file));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

/** The last time that a date can have, in milliseconds. */
const MAX_TIME = 8.64e15;

function rowOf(database: Database, name: string): ScheduleRow | undefined {
  return database
    .prepare<ScheduleRow>('SELECT name, accounted_until, status, definition FROM schedule WHERE name = ?')
    .get(name);
}

function store(database: Database, { schedule, accountedUntil }: ScheduleView, changes: ScheduleChanges): void {
  const { name } = schedule;
  const { status } = changes.schedule ?? schedule;
  const until = Math.max(accountedUntil, changes.accountedUntil);
  if (status !== schedule.status || until !== accountedUntil) {
    database.prepare('UPDATE schedule SET accounted_until = ?, status = ? WHERE name = ?').run(until, status, name);
  }
  if (changes.occurrences.length === 0) return;
  const marks = OCCURRENCE_COLUMNS.replaceAll(/\w+/g, '?');
  const put = database.prepare(`INSERT OR REPLACE INTO occurrence(${OCCURRENCE_COLUMNS}) VALUES (${marks})`);
  for (const occurrence of changes.occurrences) put.run(...occurrenceValues(occurrence));
  database
    .prepare(
      `DELETE FROM occurrence WHERE schedule = ?1 AND is_open = 0 AND scheduled_for <= (SELECT scheduled_for FROM occurrence
       WHERE schedule = ?1 AND is_open = 0 ORDER BY scheduled_for DESC LIMIT 1 OFFSET ${MAX_CLOSED})`,
    )
    .run(name);
}

function inTransaction(database: Database, change: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    change();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function unknownSchedule(name: string): never {
  throw new NotFoundError(`there is no schedule "${name}"`, {
    code: 'SCHEDULE_NOT_FOUND',
    suggestions: ['codomyrmex schedule list shows those of this data folder.'],
  });
}
