import type { Database } from './driver.ts';
import type { WriteOp } from './write-op.ts';

/** Brings operations into the slot files that this process has locked, in the order given. */
export interface Writer {
  /** Takes over the writing connection of a slot that has just been claimed. */
  attach(slot: number, file: string, database: Database): void;
  /** Returns nothing when the operation is already stored. @throws as {@link refusalError} says. */
  write(slot: number, op: WriteOp): void | Promise<void>;
  /** Whether closing leaves what is in a slot's log there: then a reader has to be the last to let go of the file. */
  leavesLog(slot: number): boolean;
  /** Gives the slots whose files could not be closed: their locks must stay until the process ends. */
  close(): Promise<readonly number[]>;
}
