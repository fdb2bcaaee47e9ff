import type { AccessMode } from '@codomyrmex/core';
import type { Row } from './need.ts';

/** Taken from one row of one resource, as processes tell each other: rows have other numbers in each of them. */
export interface SharedPart {
  readonly resource: string;
  readonly kind: Row['kind'];
  readonly unit: string;
  /** As the row's kind counts. */
  readonly amount: number;
  readonly mode?: AccessMode | undefined;
}

/** Something that a process holds. */
export interface SharedHolding {
  /** Its fencing number: no other holding, of any process, ever has the same. */
  readonly fence: number;
  readonly label: string;
  readonly parts: readonly SharedPart[];
  /** Milliseconds since the epoch after which others count it as given back; `null` for as long as its process lives. */
  readonly expiresAt: number | null;
}

/** Something that a process waits for. */
export interface SharedWant {
  readonly label: string;
  /** Milliseconds since the epoch. Of all wants the one that waits longest goes first. */
  readonly since: number;
  /** What it was found lacking since then: that is kept for it. */
  readonly lacking: readonly SharedPart[];
}

/** How far a rate is used up: one for all processes. */
export interface SharedLevel extends Omit<SharedPart, 'amount' | 'mode'> {
  /** Milliseconds since the epoch at which all of it is there again, if nothing is taken. */
  readonly fullAt: number;
}

/** Another process that lives. The object is the same as long as nothing of it changed. */
export interface OtherProcess {
  /** Distinct among those that live, and the same for everybody who looks: it breaks ties. */
  readonly number: number;
  /** For people: `process 4711`. */
  readonly name: string;
  /** A holding that did not change is the same object. */
  readonly holdings: readonly SharedHolding[];
  readonly wants: readonly SharedWant[];
}

/** What a process finds in the shared store. */
export interface SharedView {
  /** This process among the others. */
  readonly number: number;
  readonly others: readonly OtherProcess[];
  readonly levels: readonly SharedLevel[];
  /** The last fencing number that anybody has given out. */
  readonly fence: number;
}

/** What a process changes in the shared store. */
export interface SharedChanges {
  /** New ones, and known ones whose end was moved. */
  readonly held: readonly SharedHolding[];
  /** By fencing number. */
  readonly released: readonly number[];
  /** All of them, when they are others than before. */
  readonly wants?: readonly SharedWant[] | undefined;
  /** Those that changed. */
  readonly levels: readonly SharedLevel[];
  /** The last fencing number that this process has given out. */
  readonly fence: number;
}

/**
 * What the processes of one data folder hold and wait for, each seen from one of them.
 *
 * Guarantees: an exchange excludes every other one, of all processes; it is stored whole or, when it throws, not at all.
 * What a dead process held and wanted is not seen any more, at the latest a second after its death; nor is what has expired.
 * Not kept: anything past a power cut, after which nobody holds anything.
 */
export interface SharedHoldings {
  /**
   * Reads, lets `work` decide, writes what it gives: one short transaction. `work` waits for nothing.
   * @param now milliseconds since the epoch
   * @throws Error when the store cannot be used; `work` may have been called all the same.
   */
  exchange(now: number, work: (view: SharedView) => SharedChanges): void;
  /**
   * Whether another process may have changed something since the last exchange, died ones included. Cheap enough to be asked
   * forty times a second, and writes nothing.
   * @throws Error when the store cannot be used.
   */
  changed(now: number): boolean;
}
