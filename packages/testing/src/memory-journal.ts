import { InternalError, NotFoundError, outerRunId, type RunId, StorageError, UsageError } from '@codomyrmex/core';
import {
  type Inbox,
  type InboxMessage,
  isPausedAfter,
  type Journal,
  type Payloads,
  type RunEvent,
  type RunHead,
  type RunQuery,
  type RunRecord,
} from '@codomyrmex/dag';
import { EventTape } from './event-tape.ts';
import { MemoryInbox } from './memory-inbox.ts';
import { MemoryPayloads } from './memory-payloads.ts';

const DEFAULT_LIMIT = 1_000;

export interface MemoryJournalOptions {
  /** `later`: `begin`, `append` and `adopt` give a promise, as a journal does that waits for the disk. `at_once` unless given. */
  readonly answers?: 'at_once' | 'later';
  /** `count`: only the number of events is kept, for measurements without their memory; `read` then refuses. `keep` unless given. */
  readonly events?: 'keep' | 'count';
}

/**
 * How a write fails. `refuse`: as on a full disk, nothing stored; the run can be adopted again. `crash_before`, `crash_after`:
 * the process dies before or after the write was stored, so its caller hears of no success either way.
 */
export type WriteFault = 'refuse' | 'crash_before' | 'crash_after';

export interface StoredRun {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
}

/** A journal, payloads and inbox without a disk: one process's view of data that several can share. */
export interface MemoryJournal extends Journal {
  readonly payloads: Payloads;
  readonly inbox: Inbox;
  /** Another live process on the same data. */
  open(): MemoryJournal;
  /**
   * The process dies: its runs are interrupted, and through this journal nothing happens any more. Gives the next process's
   * journal on the same data.
   */
  crash(): MemoryJournal;
  /** Lets the nth `begin` or `append` from now on fail: 1 is the next. */
  failWrite(nth: number, fault: WriteFault): void;
  /** What is stored now, of all processes, in the order in which the runs began. */
  snapshot(): readonly StoredRun[];
}

/** For tests and measurements: passes the same conformance suite as the store on disk. */
export function createMemoryJournal(options: MemoryJournalOptions = {}): MemoryJournal {
  return new ProcessJournal({ runs: new Map(), payloads: new Map(), messages: [] }, options);
}

interface Run {
  readonly record: RunRecord;
  /** Absent where events are only counted. */
  readonly tape: EventTape | undefined;
  count: number;
  isPaused: boolean;
  end: { readonly at: number; readonly status: 'completed' | 'failed' | 'cancelled' } | undefined;
  /** The live process that has it. */
  owner: ProcessJournal | undefined;
  refusal: StorageError | undefined;
}

interface Data {
  readonly runs: Map<RunId, Run>;
  readonly payloads: Map<string, string>;
  messages: InboxMessage[];
}

class ProcessJournal implements MemoryJournal {
  readonly payloads: Payloads;
  readonly inbox: Inbox;
  readonly #data: Data;
  readonly #options: MemoryJournalOptions;
  readonly #answer: Promise<void> | undefined;
  #life: 'live' | 'closed' | 'crashed' = 'live';
  #fault: { readonly kind: WriteFault; left: number } | undefined;

  constructor(data: Data, options: MemoryJournalOptions) {
    this.#data = data;
    this.#options = options;
    this.#answer = options.answers === 'later' ? Promise.resolve() : undefined;
    this.payloads = new MemoryPayloads(data.payloads);
    this.inbox = new MemoryInbox(data);
  }

  begin(record: RunRecord, events: readonly RunEvent[]): void | Promise<void> {
    this.#requireLive();
    if (this.#data.runs.has(record.id)) throw conflict(`run ${record.id} has already begun; run ids must be unique`);
    const tape = this.#options.events === 'count' ? undefined : new EventTape();
    const run: Run = { record, tape, count: 0, isPaused: false, end: undefined, owner: this, refusal: undefined };
    return this.#write(run, events);
  }

  append(id: RunId, position: number, events: readonly RunEvent[]): void | Promise<void> {
    this.#requireLive();
    const run = this.#data.runs.get(id);
    if (run?.owner !== this) throw conflict(`run ${id} was neither begun nor adopted by this process`);
    if (run.refusal !== undefined) throw run.refusal;
    if (run.end !== undefined) throw conflict(`run ${id} has ended; nothing may follow`);
    if (run.count !== position) throw conflict(`run ${id} has ${run.count} events, not ${position}`);
    return this.#write(run, events);
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    this.#requireLive();
    return this.#data.runs.get(id)?.record;
  }

  async read(id: RunId, position = 0): Promise<readonly RunEvent[]> {
    this.#requireLive();
    if (this.#options.events === 'count') throw new UsageError('this journal only counts its events');
    return this.#data.runs.get(id)?.tape?.read(position) ?? [];
  }

  async list(query: RunQuery = {}): Promise<readonly RunHead[]> {
    this.#requireLive();
    const { limit = DEFAULT_LIMIT } = query;
    if (!Number.isSafeInteger(limit) || limit < 0) throw new UsageError(`limit must be a whole number, not ${limit}`);
    return [...this.#data.runs.values()]
      .filter((run) => matches(run, query))
      .reverse()
      .sort((a, b) => b.record.createdAt - a.record.createdAt)
      .slice(0, limit)
      .map(headOf);
  }

  adopt(id: RunId): void | Promise<void> {
    this.#requireLive();
    const run = this.#data.runs.get(id);
    if (run === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    if (run.owner !== undefined && run.owner !== this) {
      throw new UsageError(`run ${id} belongs to another live process`, { code: 'RUN_OWNED' });
    }
    if (run.end !== undefined)
      throw new UsageError(`run ${id} has ended: there is nothing to resume`, { code: 'RUN_ENDED' });
    run.owner = this;
    run.refusal = undefined;
    return this.#answer;
  }

  async close(): Promise<void> {
    this.#letGo('closed');
  }

  open(): MemoryJournal {
    return new ProcessJournal(this.#data, this.#options);
  }

  crash(): MemoryJournal {
    this.#letGo('crashed');
    return this.open();
  }

  failWrite(nth: number, fault: WriteFault): void {
    this.#fault = { kind: fault, left: nth };
  }

  snapshot(): readonly StoredRun[] {
    return [...this.#data.runs.values()].map(({ record, tape }) => ({ record, events: tape?.read() ?? [] }));
  }

  /** Also of a run that is not among the stored ones yet. */
  #write(run: Run, events: readonly RunEvent[]): void | Promise<void> {
    const fault = this.#fault === undefined ? undefined : this.#dueFault(this.#fault);
    if (fault === 'crash_before') throw this.#die();
    if (fault === 'refuse') {
      run.refusal = new StorageError('no room left in memory; nothing of this was stored', { code: 'DISK_FULL' });
      return this.#refuse(run.refusal);
    }
    if (run.count === 0) this.#data.runs.set(run.record.id, run);
    if (run.tape !== undefined) for (const event of events) run.tape.push(event);
    run.count += events.length;
    for (const event of events) run.isPaused = isPausedAfter(event) ?? run.isPaused;
    const last = events[events.length - 1];
    if (last?.type === 'run_ended') run.end = last;
    if (fault === 'crash_after') throw this.#die();
    return this.#answer;
  }

  #dueFault(fault: { readonly kind: WriteFault; left: number }): WriteFault | undefined {
    fault.left--;
    if (fault.left > 0) return undefined;
    this.#fault = undefined;
    return fault.kind;
  }

  #refuse(error: StorageError): Promise<void> {
    if (this.#answer === undefined) throw error;
    return Promise.reject(error);
  }

  #die(): InternalError {
    this.#letGo('crashed');
    return this.#gone();
  }

  #letGo(life: 'closed' | 'crashed'): void {
    if (this.#life !== 'live') return;
    this.#life = life;
    for (const run of this.#data.runs.values()) if (run.owner === this) run.owner = undefined;
  }

  #requireLive(): void {
    if (this.#life === 'closed') throw new UsageError('the store is closed', { code: 'STORE_CLOSED' });
    if (this.#life === 'crashed') throw this.#gone();
  }

  #gone(): InternalError {
    return new InternalError('this process has crashed: nothing it does has an effect any more', { code: 'CRASHED' });
  }
}

function matches({ record, end }: Run, { run, within, workflow, unfinished }: RunQuery): boolean {
  if (run !== undefined && record.id !== run) return false;
  if (run === undefined && outerRunId(record.id) !== within) return false;
  if (workflow !== undefined && record.workflow !== workflow) return false;
  return unfinished !== true || end === undefined;
}

function headOf({ record: { id, workflow, createdAt }, end, owner, isPaused }: Run): RunHead {
  if (end !== undefined) {
    return { id, workflow, createdAt, endedAt: end.at, phase: { kind: 'ended', status: end.status } };
  }
  const kind = owner === undefined ? 'interrupted' : 'owned';
  return { id, workflow, createdAt, endedAt: null, phase: { kind, isPaused } };
}

function conflict(message: string): InternalError {
  return new InternalError(message, { code: 'JOURNAL_CONFLICT' });
}
