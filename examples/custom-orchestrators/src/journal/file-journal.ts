import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InternalError, NotFoundError, outerRunId, type RunId, StorageError, UsageError } from '@codomyrmex/core';
import type { Journal, RunEvent, RunHead, RunQuery, RunRecord } from '@codomyrmex/dag';
import { Claims, isClaimed, isCode } from './claims.ts';
import {
  appendToRunFile,
  createRunFile,
  flushFolder,
  newRunText,
  readRunFile,
  repairRunFile,
  type StoredRun,
} from './run-file.ts';

const RUN_FILE = 'run.jsonl';
const DEFAULT_LIMIT = 1_000;

/** A run that this journal may append to. */
interface OwnRun {
  count: number;
  isEnded: boolean;
  /** What the disk said; nothing more is appended until the run is adopted again. */
  refusal?: StorageError;
}

/**
 * A journal of JSON lines: a folder for each run, in it a file to which each append adds one line, and who owns the run.
 * A list reads every run, and nothing is kept in memory: for some hundreds of
 * runs that people want to look at with `cat` and `jq`. It has no payloads and no inbox: those ports stay as they are.
 */
export class FileJournal implements Journal {
  readonly #folder: string;
  readonly #flush: boolean;
  readonly #claims = new Claims();
  readonly #own = new Map<RunId, OwnRun>();
  #isClosed = false;

  /** `relaxed`: writes outlive the process, and what the system had not written yet is lost when the machine stops. */
  constructor(folder: string, durability: 'full' | 'relaxed' = 'full') {
    this.#folder = folder;
    this.#flush = durability === 'full';
    mkdirSync(folder, { recursive: true });
  }

  begin(record: RunRecord, events: readonly RunEvent[]): void {
    this.#requireOpen();
    const place = this.#place(record.id);
    const made = join(this.#folder, `.${randomUUID()}`);
    mkdirSync(made);
    try {
      createRunFile(join(made, RUN_FILE), newRunText(record, events), this.#flush);
      this.#claims.first(made, place);
      if (this.#flush) flushFolder(made);
      // A folder takes the place of no other that has files: of two who begin the same run one does, and whole.
      renameSync(made, place);
      if (this.#flush) flushFolder(this.#folder);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      if (isCode(error, 'ENOTEMPTY', 'EEXIST')) throw conflict(`run ${record.id} has already begun`);
      throw refusal(record.id, error);
    }
    this.#own.set(record.id, { count: events.length, isEnded: events.at(-1)?.type === 'run_ended' });
  }

  append(id: RunId, position: number, events: readonly RunEvent[]): void {
    this.#requireOpen();
    const run = this.#own.get(id);
    if (run === undefined) throw conflict(`run ${id} was neither begun nor adopted by this process`);
    if (run.refusal !== undefined) throw run.refusal;
    if (run.isEnded) throw conflict(`run ${id} has ended`);
    if (run.count !== position) throw conflict(`run ${id} has ${run.count} events, not ${position}`);
    try {
      appendToRunFile(join(this.#place(id), RUN_FILE), events, this.#flush);
    } catch (error) {
      run.refusal = refusal(id, error);
      throw run.refusal;
    }
    run.count += events.length;
    run.isEnded = events.at(-1)?.type === 'run_ended';
  }

  adopt(id: RunId): void {
    this.#requireOpen();
    const place = this.#place(id);
    const stored = readRunFile(join(place, RUN_FILE));
    if (stored === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    if (stored.end !== undefined) throw new UsageError(`run ${id} has ended`, { code: 'RUN_ENDED' });
    if (!this.#claims.take(place)) throw new UsageError(`a live process has run ${id}`, { code: 'RUN_OWNED' });
    repairRunFile(join(place, RUN_FILE));
    // Read again: whoever had it may have gone on until the claim was ours.
    const { events = [], end } = readRunFile(join(place, RUN_FILE)) ?? {};
    this.#own.set(id, { count: events.length, isEnded: end !== undefined });
    if (end !== undefined) throw new UsageError(`run ${id} has ended`, { code: 'RUN_ENDED' });
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    return this.#stored(id)?.record;
  }

  async read(id: RunId, position = 0): Promise<readonly RunEvent[]> {
    return this.#stored(id)?.events.slice(position) ?? [];
  }

  async list(query: RunQuery = {}): Promise<readonly RunHead[]> {
    this.#requireOpen();
    const { limit = DEFAULT_LIMIT } = query;
    if (!Number.isSafeInteger(limit) || limit < 0) throw new UsageError(`limit must be a whole number, not ${limit}`);
    return readdirSync(this.#folder)
      .filter((name) => !name.startsWith('.'))
      .flatMap((name) => {
        const place = join(this.#folder, name);
        const stored = readRunFile(join(place, RUN_FILE));
        return stored !== undefined && matches(stored, query) ? [{ place, stored }] : [];
      })
      .sort((a, b) => newestFirst(a.stored, b.stored))
      .slice(0, limit)
      .map(({ place, stored }) => headOf(stored, place));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#claims.letGo();
  }

  #stored(id: RunId): StoredRun | undefined {
    this.#requireOpen();
    return readRunFile(join(this.#place(id), RUN_FILE));
  }

  /** Ids may be longer than names of files, and have characters that those cannot. */
  #place(id: RunId): string {
    return join(this.#folder, createHash('sha256').update(id).digest('hex'));
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new UsageError('the journal is closed', { code: 'STORE_CLOSED' });
  }
}

function matches({ record, end }: StoredRun, { run, within, workflow, unfinished }: RunQuery): boolean {
  if (run !== undefined && record.id !== run) return false;
  if (run === undefined && outerRunId(record.id) !== within) return false;
  if (workflow !== undefined && record.workflow !== workflow) return false;
  return unfinished !== true || end === undefined;
}

const newestFirst = (a: StoredRun, b: StoredRun): number =>
  b.record.createdAt - a.record.createdAt || b.begun - a.begun;

function headOf({ record: { id, workflow, createdAt }, end, isPaused }: StoredRun, place: string): RunHead {
  if (end !== undefined)
    return { id, workflow, createdAt, endedAt: end.at, phase: { kind: 'ended', status: end.status } };
  const kind = isClaimed(place) ? 'owned' : 'interrupted';
  return { id, workflow, createdAt, endedAt: null, phase: { kind, isPaused } };
}

function conflict(message: string): InternalError {
  return new InternalError(message, { code: 'JOURNAL_CONFLICT' });
}

function refusal(id: RunId, cause: unknown): StorageError {
  const code = isCode(cause, 'ENOSPC', 'EDQUOT') ? 'DISK_FULL' : 'STORE_FAILED';
  return new StorageError(`run ${id} could not be written: ${String(cause)}`, { code, cause });
}
