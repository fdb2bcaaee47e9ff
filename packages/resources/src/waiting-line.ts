import { InternalError, UsageError } from '@codomyrmex/core';
import type { Allocation, Owner } from './allocation.ts';
import { Heap } from './heap.ts';
import { type Lane, type Parking, type RowQueue, Ticket } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { Ledger } from './ledger.ts';
import type { Need, Row, Shape } from './need.ts';
import { ParkedLanes, parkedBefore } from './parked-lanes.ts';
import { Refills } from './refills.ts';
import { isEverPossible, Reservations } from './reservations.ts';
import { type Shortage, shortagesOf } from './shortage.ts';

export interface WaitingLineOptions<W extends Owner> {
  readonly ledger: Ledger;
  /** Called from `drain`, once for each ticket, when it holds what it asked for. */
  readonly onGrant: (ticket: Ticket<W>) => void;
  /** `arrival` ignores ranks and goes by the order of the asks alone; `priority` unless given. */
  readonly order?: 'priority' | 'arrival';
  /** So many grants of the line, while a head waits, weigh as much as one level of priority; 100 unless given. */
  readonly patience?: number;
  /** A head that does not fit is passed so many times before what it lacks is kept for it; 16 unless given, `Infinity` for ever. */
  readonly passLimit?: number;
}

/**
 * A fair queue over a ledger. Tickets of one need and one rank form a lane, first come first served; only heads of lanes
 * compete. `ask`, `withdraw` and `release` keep the books, `drain` grants. One line to a ledger.
 *
 * Guarantees:
 * L1 after `drain` no head could be granted, except from what is kept for another head;
 * L2 lanes take turns: a head that fits is passed by at most 3 × patience grants to higher ranks and one to each other lane;
 * L3 a small request may pass a head that does not fit, but after `passLimit` times what the head lacks is kept for it;
 *    so a writer is not starved by readers, nor a large request by small ones, as long as holders give back;
 * L4 a head that asks for more than there is (a capacity was lowered) keeps nothing from anybody and waits for a change;
 * L5 `drain` looks at the lanes whose head may fit now, each in time logarithmic in the number of lanes, however many
 *    tickets wait.
 *
 * How: a lane that lacks something is parked at one row that it lacks. When more of that row is free, the lanes parked
 * there are looked at, best first, as long as anything is left. A lane's key is the number of grants when its head came
 * to the head, less `patience` for each rank: it stays the same while the head waits, so lanes never need sorting again.
 */
export class WaitingLine<W extends Owner> {
  readonly ledger: Ledger;
  private readonly onGrant: (ticket: Ticket<W>) => void;
  private readonly order: 'priority' | 'arrival';
  private readonly patience: number;
  private readonly lanes = new Lanes<W>();
  private readonly ready = new Heap<Parking<W>>(parkedBefore);
  private readonly refills: Refills<W>;
  private readonly parked: ParkedLanes<W>;
  private readonly reservations: Reservations<W>;
  private readonly impossible = new Set<Lane<W>>();
  private limitChanges = 0;
  private draining = false;
  private asks = 0;
  private grants = 0;
  private waiting = 0;
  private looked = 0;

  /** @throws UsageError for a patience or pass limit that is none. */
  constructor(options: WaitingLineOptions<W>) {
    this.ledger = options.ledger;
    this.refills = new Refills(options.ledger.books);
    this.parked = new ParkedLanes(options.ledger.books, this.refills);
    this.reservations = new Reservations(options.ledger.books, this.parked, options.passLimit ?? 16);
    this.onGrant = options.onGrant;
    this.order = options.order ?? 'priority';
    this.patience = options.patience ?? 100;
    if (!(this.patience >= 0 && Number.isFinite(this.patience))) {
      throw new UsageError(`patience is a number of grants, not ${this.patience}`);
    }
  }

  /** How many tickets wait. */
  get size(): number {
    return this.waiting;
  }

  /** How often a head was looked at since the start: the work done, for tests and metrics. */
  get looks(): number {
    return this.looked;
  }

  /** Tells the time, in milliseconds, so that rates refill; `drain` grants what they then have. */
  advance(now: number): void {
    this.ledger.advance(now);
  }

  /**
   * The time at which somebody who waits can have what a rate lacks: then tell the time and drain. Asked for after a drain;
   * it may be earlier than need be, where tokens were taken meanwhile. `undefined` when nobody waits for time to pass.
   */
  nextRefill(): number | undefined {
    return this.refills.next;
  }

  /**
   * Puts a request in line; `drain` grants it, and calls `onGrant` instead of the line's own where one is given.
   * @param rank 0 to 3, larger first, as core's `priorityRank` gives it
   * @throws UsageError for a need that is retired, or a rank that is none.
   */
  ask(need: Need, rank: number, owner: W): Ticket<W>;
  ask<O extends Owner>(need: Need, rank: number, owner: O, onGrant: (ticket: Ticket<O>) => void): Ticket<O>;
  ask(need: Need, rank: number, owner: W, onGrant?: (ticket: Ticket<W>) => void): Ticket<W> {
    const lane = this.lanes.of(need, rank);
    const ticket = new Ticket(owner, lane, this.asks++);
    ticket.since = this.ledger.books.now;
    if (onGrant !== undefined) ticket.granted = () => onGrant(ticket);
    lane.append(ticket);
    this.waiting += 1;
    need.waiting += 1;
    for (const observer of this.ledger.books.observers) observer.asked(need);
    if (lane.place === 'empty') {
      this.begin(lane, ticket);
      this.makeReady(lane);
    }
    return ticket;
  }

  /** Takes a request back. `false` when it does not wait any more: what was granted is released instead. */
  withdraw(ticket: Ticket<W>): boolean {
    const { lane } = ticket;
    if (lane === undefined) return false;
    const wasHead = lane.first === ticket;
    lane.remove(ticket);
    this.waiting -= 1;
    lane.need.waiting -= 1;
    for (const observer of this.ledger.books.observers) observer.left(lane.need);
    const { first } = lane;
    if (first === undefined) {
      this.leave(lane);
      this.reservations.drop(lane);
      lane.passed = 0;
      lane.place = 'empty';
    } else if (wasHead && this.order === 'arrival') {
      this.leave(lane);
      this.reservations.drop(lane);
      this.begin(lane, first);
      this.makeReady(lane);
    }
    return true;
  }

  /**
   * Gives back what a ticket, or an allocation of `tryTake`, holds.
   * @throws UsageError when it holds nothing.
   */
  release(allocation: Allocation): void {
    this.ledger.books.give(allocation);
  }

  /**
   * Gives back what is held of one resource; the rest stays held under the same fence.
   * @throws UsageError when nothing of it is held.
   */
  releasePart(allocation: Allocation, resource: string): void {
    this.ledger.books.givePart(allocation, resource);
  }

  /**
   * Grants a need in one step where nobody waits, so that `ask` and `drain` would do the same. With `instead`, which holds just what
   * is needed, that is given back for it. The ticket, whom nobody tells; or `undefined`, and nothing is changed.
   */
  askAtOnce(need: Need, owner: W, instead?: Ticket): Ticket<W> | undefined {
    const { books } = this.ledger;
    const [shape] = need.shapes;
    if (this.waiting > 0 || need.retired || need.shapes.length > 1) return undefined;
    if (instead === undefined ? !books.fits(shape) : instead.shape !== shape || !books.isRenewable(shape))
      return undefined;
    const ticket = new Ticket(owner, undefined, this.asks++);
    ticket.since = books.now;
    for (const observer of books.observers) observer.asked(need);
    if (instead !== undefined) books.give(instead);
    for (const observer of books.observers) observer.left(need);
    books.hold(ticket, shape);
    this.grants += 1;
    return ticket;
  }

  /** Grants everything that can be granted. Called within a drain, it leaves the work to that one. */
  drain(): void {
    if (this.draining) return;
    this.draining = true;
    try {
      for (;;) {
        this.openChanged();
        const lane = this.ready.pop()?.lane;
        if (lane === undefined) break;
        this.look(lane);
      }
    } finally {
      this.parked.settle();
      this.draining = false;
    }
  }

  /** Grants a need now or not at all. Whoever waits for the same goes on waiting, and has been passed once more. */
  tryTake<O extends Owner>(need: Need, owner: O): Allocation<O> | undefined {
    this.drain();
    const { books } = this.ledger;
    const shape = books.choose(need);
    if (shape === undefined) return undefined;
    const allocation = books.take(owner, shape);
    this.reservations.countPassing(shape, undefined);
    this.drain();
    return allocation;
  }

  /** Everybody who waits, in no order. */
  waiters(): Iterable<Ticket<W>> {
    return this.lanes.tickets();
  }

  /** For whom what is left of the row is kept, having been passed too often. */
  keptFor(row: Row): Ticket<W> | undefined {
    return this.parked.at(row)?.reserver?.first;
  }

  /**
   * What a ticket lacks and who holds it; empty when it does not wait. Of a request that any of several resources can
   * meet, what it lacks of each. Costs time proportional to all that is held.
   */
  waitsFor(ticket: Ticket<W>): readonly Shortage[] {
    const { lane } = ticket;
    if (lane === undefined) return [];
    const keptFor = (row: Row): Owner | undefined => {
      const reserver = this.parked.at(row)?.reserver;
      return reserver === lane ? undefined : reserver?.first?.owner;
    };
    const shapes = lane.reservedFor === undefined ? lane.need.shapes : [lane.reservedFor];
    return shortagesOf(shapes, this.ledger.books, keptFor);
  }

  /** The lane has a new head. */
  private begin(lane: Lane<W>, head: Ticket<W>): void {
    lane.key = this.order === 'arrival' ? head.sequence : this.grants - lane.rank * this.patience;
    lane.sequence = head.sequence;
    lane.passed = 0;
  }

  private makeReady(lane: Lane<W>): void {
    lane.place = 'ready';
    this.ready.push(lane.parkings[0]);
  }

  /** Takes the lane out of wherever it stands. */
  private leave(lane: Lane<W>): void {
    switch (lane.place) {
      case 'ready': {
        const { source } = lane;
        this.ready.remove(lane.parkings[0]);
        lane.source = undefined;
        if (source !== undefined) this.fetchNext(source);
        break;
      }
      case 'aside':
      case 'parked':
        this.parked.takeOut(lane);
        break;
      case 'impossible':
        this.impossible.delete(lane);
        break;
      case 'empty':
        break;
    }
  }

  private lookAgain(lane: Lane<W>): void {
    if (lane.place === 'ready' || lane.place === 'empty') return;
    this.leave(lane);
    this.makeReady(lane);
  }

  private openChanged(): void {
    const { books } = this.ledger;
    this.refills.markDue();
    if (books.limitChanges !== this.limitChanges) {
      this.limitChanges = books.limitChanges;
      this.reservations.dropImpossible();
      for (const lane of this.impossible) this.lookAgain(lane);
    }
    for (let row = books.takeChanged(); row !== undefined; row = books.takeChanged()) {
      const queue = this.parked.at(row);
      if (queue === undefined) continue;
      // Within a drain: who lacked it a moment ago may have it now.
      this.parked.settle();
      if (queue.reserver !== undefined) this.lookAgain(queue.reserver);
      this.fetchNext(queue);
    }
  }

  private fetchNext(queue: RowQueue<W>): void {
    const lane = this.parked.takeNext(queue);
    if (lane === undefined) return;
    lane.source = queue;
    this.makeReady(lane);
  }

  private look(lane: Lane<W>): void {
    this.looked += 1;
    const { source, first } = lane;
    lane.source = undefined;
    const shape = first === undefined ? undefined : this.reservations.choose(lane);
    if (first === undefined || shape === undefined) this.block(lane);
    else this.grant(lane, first, shape);
    if (source !== undefined) this.fetchNext(source);
    if (shape !== undefined && first !== undefined) this.tell(first);
  }

  private tell(ticket: Ticket<W>): void {
    if (ticket.granted === undefined) this.onGrant(ticket);
    else ticket.granted();
  }

  private grant(lane: Lane<W>, ticket: Ticket<W>, shape: Shape): void {
    lane.remove(ticket);
    this.waiting -= 1;
    lane.need.waiting -= 1;
    for (const observer of this.ledger.books.observers) observer.left(lane.need);
    this.ledger.books.hold(ticket, shape);
    this.reservations.countPassing(shape, lane);
    this.grants += 1;
    if (lane.reservedFor !== undefined) this.reservations.drop(lane);
    if (lane.first === undefined) {
      lane.place = 'empty';
      return;
    }
    this.begin(lane, lane.first);
    // Most often the grant took the last of something: to see that here saves the way through the heap.
    if (this.ledger.books.choose(lane.need) === undefined) this.block(lane);
    else this.makeReady(lane);
  }

  private block(lane: Lane<W>): void {
    if (!isEverPossible(lane.need)) {
      this.reservations.drop(lane);
      lane.place = 'impossible';
      this.impossible.add(lane);
      return;
    }
    this.parked.setAside(lane);
    for (const parking of lane.parkings) {
      const row = this.reservations.lacking(lane, parking.shape);
      if (row === undefined) throw new InternalError('a head that lacks nothing was not granted');
      this.parked.lacks(parking, row);
    }
    if (lane.reservedFor !== undefined) this.reservations.extend(lane);
  }
}
