import { Worker } from 'node:worker_threads';
import { InternalError } from '@codomyrmex/core';
import type { Database } from './driver.ts';
import { type Weight, weightOf } from './op-weight.ts';
import { refusalError } from './refusal-error.ts';
import type { SlotSettings } from './slot-settings.ts';
import type { FromWriterThread, NumberedOp, ToWriterThread } from './thread-protocol.ts';
import type { WriteOp } from './write-op.ts';
import type { Writer } from './writer.ts';

/** What may lie in the thread unanswered; the rest waits here, so that a slow disk does not fill the thread's memory. */
const MAX_EVENTS = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;

interface Pending {
  readonly slot: number;
  readonly weight: Weight;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes through a thread, several runs' operations in one transaction: a commit that waits for the disk takes 0.3 ms here
 * and up to 50 ms, which the main thread must not lose. What arrives while one transaction waits makes the next.
 */
export class ThreadWriter implements Writer {
  readonly #settings: SlotSettings;
  readonly #files = new Map<number, string>();
  /** By operation number, oldest first: answers come in order. */
  readonly #pending = new Map<number, Pending>();
  #queue: NumberedOp[] = [];
  #flushing: 'no' | 'scheduled' = 'no';
  /** What the thread has and has not answered. */
  #inThread: Weight = { events: 0, bytes: 0 };
  #lastId = 0;
  #thread: Worker | undefined;
  #dead: InternalError | undefined;
  #closing: { asked: boolean; leftOpen: readonly number[] | undefined; readonly done: () => void } | undefined;

  constructor(settings: SlotSettings) {
    this.#settings = settings;
  }

  attach(slot: number, file: string, database: Database): void {
    // One writer per file: the thread opens it again.
    database.close();
    this.#files.set(slot, file);
    this.#post({ kind: 'open', slot, file, settings: this.#settings });
  }

  write(slot: number, op: WriteOp): Promise<void> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = ++this.#lastId;
    const weight = weightOf(op);
    this.#queue.push({ id, slot, op, weight });
    this.#schedule();
    return new Promise((resolve, reject) => {
      if (this.#pending.size === 0) this.#thread?.ref();
      this.#pending.set(id, { slot, weight, resolve, reject });
    });
  }

  /** What is folded is safe from a power cut also where its log is lost. */
  leavesLog(): boolean {
    return false;
  }

  async close(): Promise<readonly number[]> {
    if (this.#thread === undefined || this.#dead !== undefined) return [];
    this.#thread.ref();
    const ended = new Promise<void>((done) => {
      this.#closing = { asked: false, leftOpen: undefined, done };
    });
    this.#schedule();
    await ended;
    return this.#closing?.leftOpen ?? [...this.#files.keys()];
  }

  /** A tick later, everything that the turns of this moment appended goes to the thread in one message. */
  #schedule(): void {
    if (this.#flushing === 'scheduled') return;
    this.#flushing = 'scheduled';
    process.nextTick(() => {
      this.#flushing = 'no';
      this.#flush();
    });
  }

  #flush(): void {
    const room = this.#queue.findIndex(({ weight }) => !this.#takes(weight));
    const ops = room === -1 ? this.#queue : this.#queue.slice(0, room);
    this.#queue = room === -1 ? [] : this.#queue.slice(room);
    if (ops.length > 0) this.#post({ kind: 'write', ops });
    if (this.#closing?.asked === false && this.#queue.length === 0) {
      this.#closing.asked = true;
      this.#post({ kind: 'close' });
    }
  }

  /** Something always goes, however large: else it would wait for ever. */
  #takes({ events, bytes }: Weight): boolean {
    const { events: hasEvents, bytes: hasBytes } = this.#inThread;
    if (hasEvents > 0 && (hasEvents + events > MAX_EVENTS || hasBytes + bytes > MAX_BYTES)) return false;
    this.#inThread = { events: hasEvents + events, bytes: hasBytes + bytes };
    return true;
  }

  #post(message: ToWriterThread): void {
    this.#thread ??= this.#start();
    this.#thread.postMessage(message);
  }

  #start(): Worker {
    // No execArgv: loaders and flags of the host process are not for this thread.
    const thread = new Worker(new URL('./writer-thread-entry.js', import.meta.url), {
      name: 'codomyrmex-journal',
      execArgv: [],
    });
    thread.on('message', (message: FromWriterThread) => this.#receive(message));
    thread.on('error', (cause) => this.#die(cause));
    thread.on('exit', () => this.#die(undefined));
    thread.unref();
    return thread;
  }

  #receive(message: FromWriterThread): void {
    switch (message.kind) {
      case 'written': {
        const refusals = new Map(message.refused.map(({ id, refusal }) => [id, refusal]));
        this.#settle(message.through, (id, { slot, resolve, reject }) => {
          const refusal = refusals.get(id);
          if (refusal === undefined) resolve();
          else reject(refusalError(this.#files.get(slot) ?? `slot ${slot}`, refusal));
        });
        if (this.#queue.length > 0) this.#schedule();
        return;
      }
      case 'closed':
        if (this.#closing !== undefined) this.#closing.leftOpen = message.leftOpen;
    }
  }

  #settle(through: number, answer: (id: number, pending: Pending) => void): void {
    let { events, bytes } = this.#inThread;
    for (const [id, pending] of this.#pending) {
      if (id > through) break;
      this.#pending.delete(id);
      events -= pending.weight.events;
      bytes -= pending.weight.bytes;
      answer(id, pending);
    }
    this.#inThread = { events, bytes };
    if (this.#pending.size === 0 && this.#closing === undefined) this.#thread?.unref();
  }

  #die(cause: Error | undefined): void {
    this.#dead ??= new InternalError(
      `the journal's writer thread ended${cause === undefined ? '' : `: ${cause.message}`}`,
      {
        cause,
      },
    );
    const { message } = this.#dead;
    this.#settle(this.#lastId, (_, { reject }) => reject(new InternalError(message, { cause })));
    this.#closing?.done();
  }
}
