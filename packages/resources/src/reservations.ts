import { UsageError } from '@codomyrmex/core';
import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import { goesBefore, type Lane, type Parking, type RowQueue } from './lane.ts';
import type { Need, Row, Shape } from './need.ts';
import type { ParkedLanes } from './parked-lanes.ts';

/**
 * What is kept for heads that were passed too often: one lane a row, and of a lane only the rows that it was found
 * lacking, so that it keeps nothing idle that it does not wait for.
 *
 * Two lanes cannot block each other for ever by what is kept for them: the one that goes first takes over what is kept for
 * the other. So the first of all reservers always gets what holders give back, and nothing else is taken from its rows.
 */
export class Reservations<W extends Owner> {
  private readonly books: Books;
  private readonly parked: ParkedLanes<W>;
  private readonly passLimit: number;

  /** @throws UsageError for a pass limit that is none. */
  constructor(books: Books, parked: ParkedLanes<W>, passLimit: number) {
    if (!(passLimit >= 1)) throw new UsageError(`a pass limit is a number from 1, not ${passLimit}`);
    this.books = books;
    this.parked = parked;
    this.passLimit = passLimit;
  }

  /** The shape that the lane's head can be granted now. */
  choose(lane: Lane<W>): Shape | undefined {
    if (lane.reservedFor === undefined) return this.books.choose(lane.need);
    for (const shape of lane.need.shapes) if (this.lacking(lane, shape) === undefined) return shape;
    return undefined;
  }

  /** The first row of which the lane cannot have enough now. */
  lacking(lane: Lane<W>, shape: Shape): Row | undefined {
    for (const { row, amount } of shape.parts) {
      if (amount <= row.free - row.withheld) continue;
      this.books.refill(row);
      if (amount <= row.free - row.withheld) continue;
      const isForLane = row.pass === undefined ? this.parked.at(row)?.reserver === lane : row.pass === shape.pass;
      if (amount > row.free || !isForLane) return row;
    }
    return undefined;
  }

  /**
   * Counts a grant against whoever lacks what it takes and goes before `by`; one that was passed too often is kept what
   * it lacks. Without `by` everybody goes before.
   */
  countPassing(shape: Shape, by: Lane<W> | undefined): void {
    for (const { row } of shape.parts) {
      const first = this.parked.firstAt(row);
      if (first === undefined || first.lane === by || (by !== undefined && !goesBefore(first.lane, by))) continue;
      const { lane } = first;
      lane.passed += 1;
      if (lane.passed >= this.passLimit) this.reserve(first);
    }
  }

  /** Whoever keeps something keeps all that it is found lacking, or it could lack the one while it has the other. */
  extend(lane: Lane<W>): void {
    for (const parking of lane.parkings) this.reserve(parking);
  }

  /** Keeps nothing for the lane any more. */
  drop(lane: Lane<W>): void {
    for (let queue = lane.reserved.at(-1); queue !== undefined; queue = lane.reserved.at(-1)) this.release(lane, queue);
  }

  /** Drops what is kept for lanes whose request became more than there is. */
  dropImpossible(): void {
    for (const { reserver } of this.parked.all()) {
      if (reserver?.reservedFor !== undefined && !isPossible(reserver.reservedFor)) this.drop(reserver);
    }
  }

  /** Keeps for the lane what it lacks, unless that is kept for one that goes before it, or there will never be enough. */
  private reserve({ lane, shape, queue }: Parking<W>): void {
    if (queue === undefined || queue.reserver === lane) return;
    if (lane.reservedFor !== undefined && lane.reservedFor !== shape) return;
    if (queue.reserver !== undefined && goesBefore(queue.reserver, lane)) return;
    if (!isPossible(shape)) return;
    const amount = shape.parts.find((part) => part.row === queue.row)?.amount ?? 0;
    if (queue.reserver !== undefined) this.release(queue.reserver, queue);
    queue.reserver = lane;
    lane.reserved.push(queue);
    lane.reservedFor = shape;
    this.books.withhold(queue.row, amount);
  }

  private release(lane: Lane<W>, queue: RowQueue<W>): void {
    queue.reserver = undefined;
    this.books.withhold(queue.row, 0);
    lane.reserved.splice(lane.reserved.indexOf(queue), 1);
    if (lane.reserved.length === 0) lane.reservedFor = undefined;
  }
}

/** Whether it could be granted if nobody held anything. */
function isPossible({ parts, pass }: Shape): boolean {
  for (const { row, amount } of parts) {
    if (amount > row.limit || (row.pass !== undefined && row.pass !== pass)) return false;
  }
  return true;
}

export function isEverPossible({ shapes }: Need): boolean {
  for (const shape of shapes) if (isPossible(shape)) return true;
  return false;
}
