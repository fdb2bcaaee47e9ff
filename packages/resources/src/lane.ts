import type { Allocation, Owner } from './allocation.ts';
import type { Heap } from './heap.ts';
import type { Need, Row, Shape } from './need.ts';

/**
 * A request in line; once granted it is the allocation. It has what one has without being derived of it: to make one that is
 * took twice as long, and each task has one.
 */
export class Ticket<W extends Owner = Owner> implements Allocation<W> {
  readonly owner: W;
  shape: Shape | undefined = undefined;
  fence = 0;
  since = 0;
  before: Allocation | undefined = undefined;
  after: Allocation | undefined = undefined;
  /** Where it waits; `undefined` when it does not. Written by the waiting line alone, as are the neighbours. */
  lane: Lane<W> | undefined;
  ahead: Ticket<W> | undefined = undefined;
  behind: Ticket<W> | undefined = undefined;
  /** Called instead of the line's own listener. */
  granted: (() => void) | undefined = undefined;
  /** Counts asks. */
  readonly sequence: number;

  constructor(owner: W, lane: Lane<W> | undefined, sequence: number) {
    this.owner = owner;
    this.lane = lane;
    this.sequence = sequence;
  }

  get state(): 'waiting' | 'held' | 'over' {
    if (this.lane !== undefined) return 'waiting';
    return this.shape === undefined ? 'over' : 'held';
  }
}

/** What a waiting line knows about a row. */
export interface RowQueue<W extends Owner> {
  readonly row: Row;
  /** Lanes whose head lacks something of this row, best first. */
  readonly parked: Heap<Parking<W>>;
  /** The same lanes by how much they lack, smallest first; of rates alone. */
  readonly smallest: Heap<Lack> | undefined;
  /** Best of those that were found lacking it and are not parked yet. */
  blocked: Parking<W> | undefined;
  /** For whom the row is withheld. */
  reserver: Lane<W> | undefined;
}

/** A lane's place in one heap: one for each shape of its need. */
export interface Parking<W extends Owner> {
  readonly lane: Lane<W>;
  readonly shape: Shape;
  queue: RowQueue<W> | undefined;
  /** In the heap; kept by the heap. */
  index: number;
  readonly lack: Lack;
}

/** How much of a rate a parked lane needs. */
export interface Lack {
  amount: number;
  /** In the heap; kept by the heap. */
  index: number;
}

/**
 * Where a lane stands:
 *
 *     empty ──ask──▶ ready ──drain: head granted, more wait──▶ ready
 *                      │ └──drain: head granted, none waits──▶ empty
 *                      ├──drain: something is short──▶ aside ──drain goes on──▶ parked ──more is free──▶ ready
 *                      └──drain: there will never be enough──▶ impossible ──a limit changed──▶ ready
 */
type Place = 'empty' | 'ready' | 'aside' | 'parked' | 'impossible';

/** The tickets of one need and one rank, first come first served. */
export class Lane<W extends Owner> {
  readonly need: Need;
  readonly rank: number;
  readonly parkings: readonly [Parking<W>, ...Parking<W>[]];
  place: Place = 'empty';
  first: Ticket<W> | undefined = undefined;
  private last: Ticket<W> | undefined = undefined;
  /** Smaller goes first; of equals the smaller sequence. Both stay as long as the head does. */
  key = 0;
  sequence = 0;
  /** How often a later one took what the head lacks. */
  passed = 0;
  /** Rows that are withheld for the head, all for one shape. */
  readonly reserved: RowQueue<W>[] = [];
  reservedFor: Shape | undefined = undefined;
  /** The row whose parked lanes are looked at one after another; the next one is fetched when this one is done. */
  source: RowQueue<W> | undefined = undefined;

  constructor(need: Need, rank: number) {
    this.need = need;
    this.rank = rank;
    const parking = (shape: Shape): Parking<W> => ({
      lane: this,
      shape,
      queue: undefined,
      index: -1,
      lack: { amount: 0, index: -1 },
    });
    const [first, ...others] = need.shapes;
    this.parkings = [parking(first), ...others.map(parking)];
  }

  append(ticket: Ticket<W>): void {
    ticket.ahead = this.last;
    if (this.last === undefined) this.first = ticket;
    else this.last.behind = ticket;
    this.last = ticket;
  }

  remove(ticket: Ticket<W>): void {
    const { ahead, behind } = ticket;
    if (ahead === undefined) this.first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.last = ahead;
    else behind.ahead = ahead;
    ticket.lane = undefined;
    ticket.ahead = undefined;
    ticket.behind = undefined;
  }
}

/** Whether `a` goes first. A strict total order of the lanes that have tickets: no two share a sequence. */
export function goesBefore<W extends Owner>(a: Lane<W>, b: Lane<W>): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence);
}
