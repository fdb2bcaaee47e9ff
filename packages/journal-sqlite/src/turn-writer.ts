import { bySlot, takeBatch } from './batches.ts';
import type { Database } from './driver.ts';
import { sizeOf } from './file-size.ts';
import { LogFolder } from './log-folder.ts';
import { type Weight, weightOf } from './op-weight.ts';
import { refusalError } from './refusal-error.ts';
import type { SlotSettings } from './slot-settings.ts';
import { SlotWriter } from './slot-writer.ts';
import type { WriteOp } from './write-op.ts';
import type { Writer } from './writer.ts';

/** A log of so many pages is folded into its file: 16 MB, as SQLite would do it in a commit that then takes 50 ms. */
const PAGES_TO_FOLD = 4_000;
/**
 * A log up to so long stays when its file is closed. Folding it would wait for the disk four times, the two of the next log that is
 * begun among them: 4 to 13 ms of a command that takes 160. To read a log of this length takes who opens the file next 1 ms.
 */
const BYTES_TO_LEAVE = 1024 * 1024;
/** Pages that a transaction writes, about: measured with one event to sixteen, of one run and of a hundred. */
const pagesOf = ({ events, bytes }: Weight): number => 2 + events / 4 + bytes / 4_096;

interface Attached {
  readonly file: string;
  readonly writer: SlotWriter;
  /** About how long the log has become since it was last folded. */
  pages: number;
}

interface Pending {
  readonly slot: number;
  readonly op: WriteOp;
  readonly weight: Weight;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes on the calling thread, which is right where a commit does not wait for the disk: what is appended until all promises have
 * gone on as far as they can is one transaction. Two hundred runs that get on at the same time then share what a transaction costs,
 * which is ten times what an event does. A run that gets on while no other does is written at once: waiting for others would cost it
 * 10 to 30 µs a fact.
 */
export class TurnWriter implements Writer {
  readonly #slots = new Map<number, Attached>();
  readonly #folder: LogFolder | undefined;
  readonly #queue: Pending[] = [];
  #isScheduled = false;
  /** Whose facts were written last, and whether its end was among them; before the first, as if one had ended. */
  #last = { slot: -1, run: -1, hasEnded: true };

  /** Where there is no log, nothing is folded. */
  constructor(logging: SlotSettings['logging'] = 'wal') {
    this.#folder = logging === 'wal' ? new LogFolder() : undefined;
  }

  attach(slot: number, file: string, database: Database): void {
    this.#slots.set(slot, { file, writer: new SlotWriter(database), pages: 0 });
  }

  write(slot: number, op: WriteOp): void | Promise<void> {
    if (this.#isAlone(slot, op)) return this.#writeAtOnce(slot, op);
    return new Promise((resolve, reject) => {
      this.#queue.push({ slot, op, weight: weightOf(op), resolve, reject });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      // Out of a promise's turn, a tick comes when no promise can go on any more.
      process.nextTick(() => this.#flush());
    });
  }

  leavesLog(slot: number): boolean {
    if (this.#folder === undefined) return false;
    const bytes = sizeOf(`${this.#attached(slot).file}-wal`);
    return bytes > 0 && bytes <= BYTES_TO_LEAVE;
  }

  async close(): Promise<readonly number[]> {
    while (this.#queue.length > 0) this.#writeBatch();
    await this.#folder?.close();
    const open = [...this.#slots].filter(
      ([slot, { writer }]) => writer.close(this.leavesLog(slot) ? 'left' : 'folded') === 'left_open',
    );
    return open.map(([slot]) => slot);
  }

  /** No other run has got on since this one did, or since the one before it ended. */
  #isAlone(slot: number, op: WriteOp): boolean {
    if (this.#queue.length > 0) return false;
    if (op.kind === 'begin') return this.#last.hasEnded;
    return op.run === this.#last.run && slot === this.#last.slot;
  }

  #writeAtOnce(slot: number, op: WriteOp): void {
    const attached = this.#attached(slot);
    const { file, writer } = attached;
    this.#note(slot, op);
    const refusal = writer.write([op]).get(0);
    this.#grow(attached, pagesOf(weightOf(op)));
    if (refusal !== undefined) throw refusalError(file, refusal);
  }

  #note(slot: number, op: WriteOp): void {
    this.#last = { slot, run: op.run, hasEnded: op.kind !== 'adopt' && op.end !== undefined };
  }

  /** What is too much for one transaction lets the event loop turn before the next. */
  #flush(): void {
    this.#isScheduled = false;
    this.#writeBatch();
    if (this.#queue.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  #writeBatch(): void {
    const batch = takeBatch(this.#queue);
    for (const [slot, some] of bySlot(batch)) this.#writeTo(slot, some);
    const last = batch.at(-1);
    if (last !== undefined) this.#note(last.slot, last.op);
  }

  #writeTo(slot: number, some: readonly Pending[]): void {
    try {
      const attached = this.#attached(slot);
      const { file, writer } = attached;
      const refusals = writer.write(some.map(({ op }) => op));
      this.#grow(
        attached,
        some.reduce((sum, { weight }) => sum + pagesOf(weight) - 2, 2),
      );
      for (const [index, { resolve, reject }] of some.entries()) {
        const refusal = refusals.get(index);
        if (refusal === undefined) resolve();
        else reject(refusalError(file, refusal));
      }
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }

  /** What was written while a log was folded is folded at the end of that: a log from which nothing is missing begins anew. */
  #grow(attached: Attached, pages: number): void {
    attached.pages += pages;
    if (this.#folder === undefined || attached.pages < PAGES_TO_FOLD) return;
    attached.pages = 0;
    this.#folder.fold(attached.file, () => attached.writer.foldRest());
  }

  #attached(slot: number): Attached {
    const attached = this.#slots.get(slot);
    if (attached !== undefined) return attached;
    throw new TypeError(`slot ${slot} is not attached`);
  }
}
