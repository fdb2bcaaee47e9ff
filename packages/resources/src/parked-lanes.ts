import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import { Heap } from './heap.ts';
import { goesBefore, type Lack, type Lane, type Parking, type RowQueue } from './lane.ts';
import type { Row } from './need.ts';
import type { Refills } from './refills.ts';

/** The lanes that lack something, by the row that they lack. */
export class ParkedLanes<W extends Owner> {
  /** By row; a removed row's place goes to another. */
  private readonly queues: (RowQueue<W> | undefined)[] = [];
  /** Found lacking: until something changes they must not be looked at again, so they are not parked yet. */
  private readonly aside: Lane<W>[] = [];
  private readonly books: Books;
  private readonly refills: Refills<W>;

  constructor(books: Books, refills: Refills<W>) {
    this.books = books;
    this.refills = refills;
  }

  /** `undefined` where nobody ever lacked anything of the row. */
  at(row: Row): RowQueue<W> | undefined {
    const queue = this.queues[row.index];
    return queue?.row === row ? queue : undefined;
  }

  *all(): Generator<RowQueue<W>> {
    for (const queue of this.queues) if (queue !== undefined) yield queue;
  }

  /** The best of those that lack something of the row. */
  firstAt(row: Row): Parking<W> | undefined {
    const queue = this.at(row);
    if (queue === undefined) return undefined;
    const { blocked } = queue;
    const { first } = queue.parked;
    if (blocked === undefined || (first !== undefined && parkedBefore(first, blocked))) return first;
    return blocked;
  }

  /** The caller then says with `lacks` what each shape of the lane lacks. */
  setAside(lane: Lane<W>): void {
    lane.place = 'aside';
    this.aside.push(lane);
  }

  lacks(parking: Parking<W>, row: Row): void {
    const queue = this.queueOf(row);
    parking.queue = queue;
    if (queue.blocked === undefined || parkedBefore(parking, queue.blocked)) queue.blocked = parking;
  }

  /** Parks those set aside, when something changed or the drain ends. */
  settle(): void {
    for (let lane = this.aside.pop(); lane !== undefined; lane = this.aside.pop()) {
      if (lane.place !== 'aside') continue;
      lane.place = 'parked';
      for (const parking of lane.parkings) {
        const { queue } = parking;
        if (queue?.blocked === parking) queue.blocked = undefined;
        if (queue !== undefined) this.park(parking, queue);
      }
    }
  }

  /** The best lane parked at the row, taken out, as long as anything of the row is free, or of a rate enough for any. */
  takeNext(queue: RowQueue<W>): Lane<W> | undefined {
    const { row, parked, smallest } = queue;
    const { first } = parked;
    if (first === undefined) return undefined;
    if (smallest !== undefined) {
      this.books.refill(row);
      this.refills.await(queue);
    }
    const free = row.free - (row.pass === undefined ? row.withheld : 0);
    if (free < (smallest?.first?.amount ?? 1)) return undefined;
    this.takeOut(first.lane);
    return first.lane;
  }

  takeOut(lane: Lane<W>): void {
    for (const parking of lane.parkings) {
      const { queue } = parking;
      if (lane.place === 'parked') this.unpark(parking);
      else if (queue?.blocked === parking) queue.blocked = undefined;
      parking.queue = undefined;
    }
  }

  private park(parking: Parking<W>, queue: RowQueue<W>): void {
    queue.parked.push(parking);
    if (queue.smallest === undefined) return;
    parking.lack.amount = parking.shape.parts.find(({ row }) => row === queue.row)?.amount ?? 0;
    queue.smallest.push(parking.lack);
    this.refills.await(queue);
  }

  private unpark(parking: Parking<W>): void {
    const { queue } = parking;
    queue?.parked.remove(parking);
    if (queue?.smallest === undefined) return;
    queue.smallest.remove(parking.lack);
    if (queue.smallest.size === 0) this.refills.forget(queue);
  }

  private queueOf(row: Row): RowQueue<W> {
    const known = this.at(row);
    if (known !== undefined) return known;
    const queue: RowQueue<W> = {
      row,
      parked: new Heap(parkedBefore),
      smallest: row.bucket === undefined ? undefined : new Heap(smaller),
      blocked: undefined,
      reserver: undefined,
    };
    this.queues[row.index] = queue;
    return queue;
  }
}

function smaller(a: Lack, b: Lack): boolean {
  return a.amount < b.amount;
}

export function parkedBefore<W extends Owner>(a: Parking<W>, b: Parking<W>): boolean {
  return goesBefore(a.lane, b.lane);
}
