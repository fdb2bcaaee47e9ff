import type { Shape } from './need.ts';

/** Whoever holds or waits for resources. */
export interface Owner {
  /** For displays, such as `run 7 / load`; read only there, so a getter may build it. */
  readonly label: string;
}

/** A grant until it is given back. */
export class Allocation<O extends Owner = Owner> {
  readonly owner: O;
  /** What is held; `undefined` before the grant and after giving back. Written by the ledger alone. */
  shape: Shape | undefined = undefined;
  /**
   * Number of the grant; it stays after giving back, and is 0 before. Every later grant of the ledger has a larger one, so
   * whatever is guarded can refuse who comes late with an allocation that is over. Written by the ledger alone.
   */
  fence = 0;
  /** When it was granted, or asked for as long as it waits, as the books count; written by ledger and line alone. */
  since = 0;
  /** Neighbours in the list that has this: the held ones of a ledger, or those that wait in a lane. */
  before: Allocation | undefined = undefined;
  after: Allocation | undefined = undefined;

  constructor(owner: O) {
    this.owner = owner;
  }
}
