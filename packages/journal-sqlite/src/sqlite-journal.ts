import { setImmediate as nextTurn } from 'node:timers/promises';
import { InternalError, NotFoundError, type RunId, UsageError } from '@codomyrmex/core';
import type { Journal, RunEvent, RunHead, RunQuery, RunRecord } from '@codomyrmex/dag';
import { appendOp, beginOp } from './encode-op.ts';
import type { HeldSlot, HeldSlots } from './held-slots.ts';
import { EVENTS_PER_QUERY } from './slot-reader.ts';
import type { SlotReaders } from './slot-readers.ts';
import type { WriteOp } from './write-op.ts';
import type { Writer } from './writer.ts';

const DEFAULT_LIMIT = 1_000;

/** A run that this process may append to. */
interface OpenRun {
  readonly held: HeldSlot;
  readonly row: number;
  state:
    | { readonly kind: 'open'; readonly events: number }
    /** Its last event is on its way. */
    | { readonly kind: 'ending' }
    | { readonly kind: 'refused'; readonly error: Error };
}

export interface JournalParts {
  readonly slots: HeldSlots;
  readonly readers: SlotReaders;
  readonly writer: Writer;
}

/** Runs in slot files: each stays for life in the slot where it began, and is written by the holder of that slot only. */
export class SqliteJournal implements Journal {
  readonly #slots: HeldSlots;
  readonly #readers: SlotReaders;
  readonly #writer: Writer;
  readonly #open = new Map<RunId, OpenRun>();
  #closed: Promise<void> | undefined;

  constructor({ slots, readers, writer }: JournalParts) {
    this.#slots = slots;
    this.#readers = readers;
    this.#writer = writer;
  }

  begin(record: RunRecord, events: readonly RunEvent[]): void | Promise<void> {
    this.#requireOpen();
    if (this.#open.has(record.id) || this.#readers.any((reader) => reader.place(record.id) !== undefined)) {
      throw conflict(`run ${record.id} has already begun; run ids must be unique`);
    }
    const isFirst = !this.#slots.hasHome;
    const held = this.#slots.home();
    const run: OpenRun = { held, row: ++held.lastRun, state: { kind: 'open', events: 0 } };
    this.#open.set(record.id, run);
    const written = this.#write(record.id, run, beginOp(run.row, held.claim, record, events), events);
    return isFirst ? afterTurn(written) : written;
  }

  append(id: RunId, position: number, events: readonly RunEvent[]): void | Promise<void> {
    this.#requireOpen();
    const run = this.#open.get(id);
    if (run === undefined) throw conflict(`run ${id} was neither begun nor adopted by this process, or has ended`);
    if (run.state.kind === 'refused') throw run.state.error;
    if (run.state.kind === 'ending') throw conflict(`run ${id} has ended; nothing may follow`);
    if (run.state.events !== position) {
      throw conflict(
        `run ${id} has ${run.state.events} events, not ${position}: two writers take themselves for its owner`,
      );
    }
    if (events.length === 0) return undefined;
    return this.#write(id, run, appendOp(run.row, position, events), events);
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    this.#requireOpen();
    return this.#readers.first((reader) => reader.record(id))?.value;
  }

  async read(id: RunId, position = 0): Promise<readonly RunEvent[]> {
    this.#requireOpen();
    const found = this.#readers.first((reader) => {
      const some = reader.events(id, position);
      return some.length > 0 || reader.place(id) !== undefined ? some : undefined;
    });
    if (found === undefined) return [];
    if (found.value.length < EVENTS_PER_QUERY) return found.value;
    const events = [...found.value];
    for (let last = events.length; last === EVENTS_PER_QUERY; ) {
      await nextTurn();
      this.#requireOpen();
      const from = position + events.length;
      const some = this.#readers.in(found.slot, (reader) => reader.events(id, from)) ?? [];
      for (const event of some) events.push(event);
      last = some.length;
    }
    return events;
  }

  async list(query: RunQuery = {}): Promise<readonly RunHead[]> {
    this.#requireOpen();
    const limit = query.limit ?? DEFAULT_LIMIT;
    if (!Number.isSafeInteger(limit) || limit < 0) throw new UsageError(`limit must be a whole number, not ${limit}`);
    const heads = this.#readers
      .all((reader, slot) => {
        // Look at the lock before the runs: a process that ends its run and exits in between must not look dead with an
        // unfinished run. Where nothing was unfinished, what is so now was begun by a live process.
        const lock = reader.hasUnfinished() ? this.#slots.lockState(slot) : 'held';
        return reader.list(query, limit, lock);
      })
      .flat();
    const [problem] = this.#readers.problems();
    // It may be in the file that cannot be read.
    if (query.run !== undefined && heads.length === 0 && problem !== undefined) throw problem;
    // Stable: runs of one millisecond stay as their file gives them.
    return heads.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
  }

  adopt(id: RunId): void | Promise<void> {
    this.#requireOpen();
    const ours = this.#open.get(id);
    if (ours?.state.kind === 'ending') throw ended(id);
    // Once more through the writer: when it is done, so is everything that was under way.
    if (ours?.state.kind === 'open') return this.#take(id, ours);
    const found = this.#readers.first((reader) => reader.place(id));
    if (found === undefined) throw unknownRun(id);
    const wasOurs = this.#slots.holds(found.slot);
    const held = this.#slots.claim(found.slot);
    if (held === undefined) throw owned(id, this.#slots.fileOf(found.slot));
    // Until the lock was ours, another process may have had the run.
    const place = wasOurs ? found.value : this.#readers.in(found.slot, (reader) => reader.place(id));
    if (place === undefined) throw unknownRun(id);
    if (place.endedAt !== null) throw ended(id);
    const run: OpenRun = { held, row: place.run, state: { kind: 'open', events: place.events } };
    this.#open.set(id, run);
    return this.#take(id, run);
  }

  /** Runs without an end are then interrupted, as after the death of the process. */
  close(): Promise<void> {
    this.#closed ??= this.#letGo();
    return this.#closed;
  }

  async #letGo(): Promise<void> {
    // Only a connection that is the last one, and may write, folds the log into the file.
    for (const slot of this.#slots.all()) {
      if (!this.#writer.leavesLog(slot) || !this.#readers.canRead(slot)) this.#readers.drop(slot);
    }
    this.#slots.release(await this.#writer.close());
    this.#readers.close();
    this.#open.clear();
  }

  #take(id: RunId, run: OpenRun): void | Promise<void> {
    return this.#write(id, run, { kind: 'adopt', run: run.row, claim: run.held.claim }, []);
  }

  #write(id: RunId, run: OpenRun, op: WriteOp, events: readonly RunEvent[]): void | Promise<void> {
    if (events.at(-1)?.type === 'run_ended') run.state = { kind: 'ending' };
    else if (run.state.kind === 'open') run.state = { kind: 'open', events: run.state.events + events.length };
    let written: void | Promise<void>;
    try {
      written = this.#writer.write(run.held.slot, op);
    } catch (error) {
      throw this.#refused(id, run, { op, error });
    }
    if (written === undefined) return this.#stored(id, run);
    return written.then(
      () => this.#stored(id, run),
      (error: unknown) => {
        throw this.#refused(id, run, { op, error });
      },
    );
  }

  #stored(id: RunId, run: OpenRun): void {
    if (run.state.kind === 'ending') this.#open.delete(id);
  }

  #refused(id: RunId, run: OpenRun, { op, error }: { readonly op: WriteOp; readonly error: unknown }): Error {
    const refusal = error instanceof Error ? error : new InternalError(String(error));
    run.state = { kind: 'refused', error: refusal };
    if (op.kind === 'begin') this.#open.delete(id);
    return refusal;
  }

  #requireOpen(): void {
    if (this.#closed !== undefined) throw new UsageError('the store is closed', { code: 'STORE_CLOSED' });
  }
}

/** The first file of a process was waited for at the disk several times: others get their turn before what follows. */
async function afterTurn(written: void | Promise<void>): Promise<void> {
  await written;
  await nextTurn();
}

function conflict(message: string): InternalError {
  return new InternalError(message, { code: 'JOURNAL_CONFLICT' });
}

function unknownRun(id: RunId): NotFoundError {
  return new NotFoundError(`there is no run ${id} in this data folder`, { code: 'RUN_NOT_FOUND' });
}

/** Perhaps that process has only a neighbour of the run: a file's runs go together. */
function owned(id: RunId, file: string): UsageError {
  return new UsageError(`run ${id} lies in ${file}, which another live process is writing`, {
    code: 'RUN_OWNED',
    suggestions: [
      'Wait until that process has ended, or stop it, then resume the run; a run that it has can be cancelled.',
    ],
  });
}

function ended(id: RunId): UsageError {
  return new UsageError(`run ${id} has ended: there is nothing to resume`, { code: 'RUN_ENDED' });
}
