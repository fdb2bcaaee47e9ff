import type { Database } from './driver.ts';
import { refusalError } from './refusal-error.ts';
import { SlotWriter } from './slot-writer.ts';
import type { WriteOp } from './write-op.ts';
import type { Writer } from './writer.ts';

/** Writes at once, on the calling thread: right where a commit does not wait for the disk. */
export class DirectWriter implements Writer {
  readonly #slots = new Map<number, { readonly file: string; readonly writer: SlotWriter }>();

  attach(slot: number, file: string, database: Database): void {
    this.#slots.set(slot, { file, writer: new SlotWriter(database) });
  }

  write(slot: number, op: WriteOp): void {
    const attached = this.#slots.get(slot);
    if (attached === undefined) throw new TypeError(`slot ${slot} is not attached`);
    const refusal = attached.writer.write([op]).get(0);
    if (refusal !== undefined) throw refusalError(attached.file, refusal);
  }

  async close(): Promise<readonly number[]> {
    const open = [...this.#slots].filter(([, { writer }]) => writer.close() === 'left_open');
    return open.map(([slot]) => slot);
  }
}
