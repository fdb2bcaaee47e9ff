import type { Owner } from './allocation.ts';
import { Heap } from './heap.ts';
import { goesBefore, type Lane, type Parking, type RowQueue } from './lane.ts';
import type { Row } from './need.ts';

/** The lanes that lack something, by the row that they lack. */
export class ParkedLanes<W extends Owner> {
  /** By row; a removed row's place goes to another. */
  private readonly queues: (RowQueue<W> | undefined)[] = [];
  /** Found lacking: until something changes they must not be looked at again, so they are not parked yet. */
  private readonly aside: Lane<W>[] = [];

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
        queue?.parked.push(parking);
      }
    }
  }

  /** The best lane parked at the row, taken out, as long as anything of the row is free. */
  takeNext({ row, parked }: RowQueue<W>): Lane<W> | undefined {
    const { first } = parked;
    if (first === undefined || row.free - row.withheld <= 0) return undefined;
    this.takeOut(first.lane);
    return first.lane;
  }

  takeOut(lane: Lane<W>): void {
    for (const parking of lane.parkings) {
      const { queue } = parking;
      if (lane.place === 'parked') queue?.parked.remove(parking);
      else if (queue?.blocked === parking) queue.blocked = undefined;
      parking.queue = undefined;
    }
  }

  private queueOf(row: Row): RowQueue<W> {
    const known = this.at(row);
    if (known !== undefined) return known;
    const queue: RowQueue<W> = { row, parked: new Heap(parkedBefore), blocked: undefined, reserver: undefined };
    this.queues[row.index] = queue;
    return queue;
  }
}

export function parkedBefore<W extends Owner>(a: Parking<W>, b: Parking<W>): boolean {
  return goesBefore(a.lane, b.lane);
}
