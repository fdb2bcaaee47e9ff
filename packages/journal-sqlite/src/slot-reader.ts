import { existsSync } from 'node:fs';
import { innerRunId, type JsonObject, runId } from '@codomyrmex/core';
import {
  decodeEvent,
  type EventRow,
  isPausedAfter,
  pauseFacts,
  type RunEvent,
  type RunHead,
  type RunQuery,
  type RunRecord,
} from '@codomyrmex/dag';
import { faultOf, primaryCode, sqlite } from './database-fault.ts';
import type { Database, OpenDatabase, Statement } from './driver.ts';
import { refuseEmptied } from './emptied-file.ts';
import { EVENTS_TEXT, type EventsText, eventsFrom } from './events-text.ts';
import { sizeOf } from './file-size.ts';
import { checkSchema } from './slot-schema.ts';
import { corrupt, unreadableLog } from './storage-errors.ts';

interface RunRow {
  readonly id: number;
  readonly uid: string;
  readonly workflow: string;
  readonly created_at: number;
  readonly claim: number;
  readonly ended_at: number | null;
  readonly status: string | null;
  /** Of a run without an end: its last fact that says whether it is paused. */
  readonly pause: string | null;
}

interface PlacedEvent extends EventRow {
  readonly seq: number;
}

interface RecordRow {
  readonly workflow: string;
  readonly created_at: number;
  readonly workspace: string;
  readonly parameters: string;
  readonly definition: string;
}

/** What the holder of a slot must know to go on with a run. */
export interface RunPlace {
  /** The run's row. */
  readonly run: number;
  readonly events: number;
  readonly endedAt: number | null;
}

/** Rows that one query gives: a query that runs long keeps the log from being cut, and the thread from everything else. */
export const EVENTS_PER_QUERY = 1_000;

/**
 * Looked for from the end of a run that goes on, where the start of an attempt is never far: only runs without an end are
 * looked into, however many events they have.
 */
const LAST_PAUSE_FACT =
  'CASE WHEN ended_at IS NULL THEN (SELECT type FROM event WHERE event.run = run.id ' +
  `AND type IN (${pauseFacts.map((type) => `'${type}'`).join(', ')}) ORDER BY seq DESC LIMIT 1) END`;

const EVENTS =
  'SELECT seq, type, at, task, attempt, data FROM event ' +
  `WHERE run = (SELECT id FROM run WHERE uid = ?) AND seq >= ? ORDER BY seq LIMIT ${EVENTS_PER_QUERY}`;

/** Reads one slot file, without any lock of its own, while another process may write it. */
export class SlotReader {
  /** Frozen readers see nothing that is written after their opening: use one once. */
  readonly access: 'read_only' | 'frozen';
  readonly #file: string;
  readonly #database: Database;
  readonly #place: Statement<{ id: number; ended_at: number | null; events: number }>;
  readonly #unfinished: Statement<unknown>;
  readonly #record: Statement<RecordRow>;
  readonly #text: Statement<EventsText>;

  private constructor(database: Database, file: string, access: 'read_only' | 'frozen') {
    this.access = access;
    this.#file = file;
    this.#database = database;
    this.#place = database.prepare(
      'SELECT id, ended_at, (SELECT coalesce(max(seq) + 1, 0) FROM event WHERE run = run.id) AS events FROM run WHERE uid = ?',
    );
    this.#unfinished = database.prepare('SELECT 1 FROM run WHERE ended_at IS NULL LIMIT 1');
    this.#record = database.prepare(
      'SELECT workflow, created_at, workspace, parameters, definition.json AS definition ' +
        'FROM run JOIN definition ON definition.id = run.definition WHERE uid = ?',
    );
    this.#text = database.prepare(EVENTS_TEXT);
  }

  /** `undefined` for a file that its creator has not filled yet. */
  static open(open: OpenDatabase, file: string): SlotReader | undefined {
    refuseEmptied(file);
    try {
      return SlotReader.#openWith(open, file, 'read_only');
    } catch (error) {
      // On a read-only disk the files that readers share cannot be made. Without a log nobody is writing.
      const fault = faultOf(error);
      if (fault === undefined || primaryCode(fault) !== sqlite.cantopen) throw error;
      if (sizeOf(`${file}-wal`) === 0) return SlotReader.#openWith(open, file, 'frozen');
      throw existsSync(`${file}-shm`) ? error : unreadableLog(file, error);
    }
  }

  static #openWith(open: OpenDatabase, file: string, access: 'read_only' | 'frozen'): SlotReader | undefined {
    const database = open(file, access);
    try {
      database.exec('PRAGMA busy_timeout=5000; PRAGMA query_only=1; PRAGMA cache_size=-8192; PRAGMA mmap_size=0');
      if (checkSchema(database, file) === 'ready') return new SlotReader(database, file, access);
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    return undefined;
  }

  place(uid: string): RunPlace | undefined {
    const row = this.#place.get(uid);
    return row && { run: row.id, events: row.events, endedAt: row.ended_at };
  }

  record(uid: string): RunRecord | undefined {
    const row = this.#record.get(uid);
    return (
      row && {
        id: runId(uid),
        workflow: row.workflow,
        definition: this.#object(row.definition),
        parameters: this.#object(row.parameters),
        workspace: row.workspace,
        createdAt: row.created_at,
      }
    );
  }

  /** At most {@link EVENTS_PER_QUERY}. */
  events(uid: string, position: number): readonly RunEvent[] {
    const text = this.#textOf(uid, position);
    if (text === undefined || !this.#isAllUpTo(uid, position + text.count, text))
      return this.#eventsByRow(uid, position);
    return eventsFrom(text, position) ?? this.#eventsByRow(uid, position);
  }

  /** `undefined` also where it would be longer than a text can be. */
  #textOf(uid: string, position: number): EventsText | undefined {
    try {
      return this.#text.get(uid, position, position + EVENTS_PER_QUERY);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== undefined && primaryCode(fault) === sqlite.toobig) return undefined;
      throw error;
    }
  }

  /** Fewer than were asked for are the run's last. */
  #isAllUpTo(uid: string, end: number, { count, last }: EventsText): boolean {
    if (count === EVENTS_PER_QUERY) return true;
    return end === (last === null ? (this.place(uid)?.events ?? end) : last + 1);
  }

  /** What is wrong with an event is told of its row. */
  #eventsByRow(uid: string, position: number): readonly RunEvent[] {
    const rows = this.#database.prepare<PlacedEvent>(EVENTS).all(uid, position);
    return rows.map((row, index) => {
      if (row.seq !== position + index) throw corrupt(this.#file, `event ${position + index} of run ${uid} is missing`);
      return this.#readable(() => decodeEvent(row));
    });
  }

  hasUnfinished(): boolean {
    return this.#unfinished.get() !== undefined;
  }

  /** Newest first. `lock` is how the slot's lock was before this call. */
  list(query: RunQuery, limit: number, lock: 'held' | 'free'): readonly RunHead[] {
    const filters = [
      placeFilter(query),
      ...(query.workflow === undefined ? [] : [{ sql: 'workflow = ?', values: [query.workflow] }]),
      ...(query.unfinished === true ? [{ sql: 'ended_at IS NULL', values: [] }] : []),
    ];
    const where = filters.length === 0 ? '' : `WHERE ${filters.map(({ sql }) => sql).join(' AND ')}`;
    const rows = this.#database
      .prepare<RunRow & { readonly current: number }>(
        'SELECT id, uid, workflow, created_at, claim, ended_at, status, (SELECT claim FROM slot) AS current, ' +
          `${LAST_PAUSE_FACT} AS pause FROM run ${where} ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .all(...filters.flatMap(({ values }) => values), limit);
    return rows.map((row) => this.#head(row, lock === 'held' && row.claim === row.current ? 'owned' : 'interrupted'));
  }

  close(): void {
    this.#database.close();
  }

  #head(row: RunRow, unfinished: 'owned' | 'interrupted'): RunHead {
    const { uid, workflow, created_at: createdAt, ended_at: endedAt, status, pause } = row;
    const common = { id: runId(uid), workflow, createdAt, endedAt };
    if (endedAt === null) {
      const isPaused = pause !== null && isPausedAfter({ type: pause }) === true;
      return { ...common, phase: { kind: unfinished, isPaused } };
    }
    if (status !== 'completed' && status !== 'failed' && status !== 'cancelled') {
      throw corrupt(this.#file, `run ${uid} ended as "${status}", which this version does not know`);
    }
    return { ...common, phase: { kind: 'ended', status } };
  }

  #object(json: string): JsonObject {
    const value: unknown = this.#readable(() => JSON.parse(json));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject; // JSON.parse gives only JSON
    throw corrupt(this.#file, 'a stored value is no JSON object');
  }

  #readable<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      throw corrupt(this.#file, error instanceof Error ? error.message : String(error));
    }
  }
}

/** One run, or those in one, or those in none. */
function placeFilter({ run, within }: RunQuery): { readonly sql: string; readonly values: readonly string[] } {
  if (run !== undefined) return { sql: 'uid = ?', values: [run] };
  if (within === undefined) return { sql: "instr(uid, '~') = 0", values: [] };
  const inner = innerRunId(within, '', 1);
  // The character after the one that separates them ends the range.
  return {
    sql: "uid > ? AND uid < ? AND instr(substr(uid, length(?) + 1), '~') = 0",
    values: [inner, `${within}\x7f`, inner],
  };
}
