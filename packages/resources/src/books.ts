import { InternalError, UsageError } from '@codomyrmex/core';
import { Allocation, type Owner } from './allocation.ts';
import type { Need, Part, Row, Shape } from './need.ts';
import type { UsageObserver } from './usage-observer.ts';

/**
 * The counting itself: what is free, what is held and by whom. Every operation costs time proportional to the parts of
 * one shape and allocates nothing.
 *
 * Invariants: B1 limit - free is the sum of what the held allocations took from the row · B2 an allocation holds all
 * parts of one shape or none · B3 a row of which more became free since `takeChanged` last gave it out is in that list ·
 * B4 the fence of a grant is larger than that of every grant before it.
 */
export class Books {
  /** Milliseconds since the first time that was told; it never goes back. */
  now = 0;
  private origin: number | undefined = undefined;
  /** Counts changes of any limit, so that a waiting line knows when to ask again who fits at all. */
  limitChanges = 0;
  /** Who is told of every change. */
  readonly observers: UsageObserver[] = [];
  private readonly changed: Row[] = [];
  private newest: Allocation | undefined = undefined;
  private readonly fences: () => number;
  private lastFence = 0;

  constructor(fences: () => number) {
    this.fences = fences;
  }

  /** The shape to take: the only one, or of several that fit the least used. `undefined` when none fits. */
  choose(need: Need): Shape | undefined {
    const { shapes } = need;
    if (need.retired) return undefined;
    if (shapes.length === 1) return this.fits(shapes[0]) ? shapes[0] : undefined;
    let best: Shape | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const shape of shapes) {
      const use = this.utilisation(shape);
      if (use < least && this.fits(shape)) {
        best = shape;
        least = use;
      }
    }
    return best;
  }

  /** Takes the parts without asking whether they fit. */
  hold(allocation: Allocation, shape: Shape): void {
    const fence = this.fences();
    if (!(fence > this.lastFence)) {
      throw new InternalError(`the fence ${fence} does not come after ${this.lastFence}`);
    }
    this.lastFence = fence;
    allocation.fence = fence;
    for (const { row, amount } of shape.parts) {
      row.free -= amount;
      if (row.bucket !== undefined) row.bucket.take(amount, this.now);
    }
    const waitedMs = this.now - allocation.since;
    allocation.since = this.now;
    shape.grants += 1;
    allocation.shape = shape;
    allocation.after = undefined;
    allocation.before = this.newest;
    if (this.newest !== undefined) this.newest.after = allocation;
    this.newest = allocation;
    for (const observer of this.observers) observer.taken(allocation, shape, waitedMs);
  }

  take<O extends Owner>(owner: O, shape: Shape): Allocation<O> {
    const allocation = new Allocation(owner);
    allocation.since = this.now;
    this.hold(allocation, shape);
    return allocation;
  }

  /** @throws UsageError when nothing is held: it was given back before, or never granted. */
  give(allocation: Allocation): void {
    const { shape, before, after } = allocation;
    if (shape === undefined) {
      throw new UsageError(`${allocation.owner.label} gives back what it does not hold`, {
        suggestions: ['An allocation is given back once; a ticket that still waits is withdrawn.'],
      });
    }
    for (const part of shape.parts) this.putBack(part, allocation);
    allocation.shape = undefined;
    allocation.before = undefined;
    allocation.after = undefined;
    if (after === undefined) this.newest = before;
    else after.before = before;
    if (before !== undefined) before.after = after;
    for (const observer of this.observers) observer.given(allocation, shape.parts);
  }

  /**
   * Gives back what is held of one resource; the rest stays held under the same fence.
   * @throws UsageError when nothing of it is held.
   */
  givePart(allocation: Allocation, resource: string): void {
    const { shape } = allocation;
    const kept = shape?.parts.filter(({ row }) => row.resource !== resource) ?? [];
    if (shape === undefined || kept.length === 0) {
      this.give(allocation);
      return;
    }
    if (kept.length === shape.parts.length) {
      throw new UsageError(`${allocation.owner.label} gives back "${resource}", which it does not hold`);
    }
    const given = shape.parts.filter(({ row }) => row.resource === resource);
    for (const part of given) this.putBack(part, allocation);
    allocation.shape = { ...shape, parts: kept };
    for (const observer of this.observers) observer.given(allocation, given);
  }

  withhold(row: Row, amount: number): void {
    const less = amount < row.kept;
    row.kept = amount;
    if (row.pass === undefined) row.withheld = amount;
    if (less) this.mark(row);
  }

  /** From now on only who has the pass is granted of the row; without one everybody again. */
  setPass(row: Row, pass: string | undefined): void {
    if (row.pass === pass) return;
    row.pass = pass;
    row.withheld = pass === undefined ? row.kept : Number.POSITIVE_INFINITY;
    this.limitChanges += 1;
    this.mark(row);
  }

  /** Takes parts of what is given back out of reach for a moment: nobody holds them and nobody is told. */
  conceal(parts: readonly Part[]): void {
    for (const { row, amount } of parts) row.free -= amount;
  }

  reveal(parts: readonly Part[]): void {
    for (const { row, amount } of parts) {
      row.free += amount;
      this.mark(row);
    }
  }

  /** After a change of the row's ceiling, or of whether the resource is granted from. */
  setLimit(row: Row, limit: number): void {
    const { bucket } = row;
    if (bucket !== undefined && bucket.size !== row.ceiling) {
      bucket.set(bucket.levelAt(this.now), this.now, row.ceiling);
    }
    if (limit === row.limit) return;
    if (bucket === undefined) row.free += limit - row.limit;
    else row.free = limit === 0 ? 0 : bucket.levelAt(this.now);
    row.limit = limit;
    this.limitChanges += 1;
    this.mark(row);
  }

  /** @param time in milliseconds; where it is before what was told last, no time has passed */
  advance(time: number): void {
    const now = time - (this.origin ?? time);
    if (now >= this.now) this.now = now;
    if (this.origin === undefined || now < this.now) this.origin = time - this.now;
  }

  /** Whether anything comes back of what is used up: only when time was told. */
  get hasTime(): boolean {
    return this.origin !== undefined;
  }

  /** The time that was told, or `undefined`. */
  get time(): number | undefined {
    return this.origin === undefined ? undefined : this.origin + this.now;
  }

  /** A time of ours as those count who tell it. */
  timeOf(now: number): number {
    return Math.ceil(now + (this.origin ?? 0));
  }

  /** Adds to a rate what time brought; whether that is anything. */
  refill(row: Row): boolean {
    if (row.bucket === undefined || row.limit === 0) return false;
    const level = row.bucket.levelAt(this.now);
    if (level <= row.free) return false;
    row.free = level;
    return true;
  }

  /** From now on a rate has so many tokens. */
  setLevel(row: Row, level: number): void {
    if (row.bucket === undefined) return;
    row.bucket.set(level, this.now);
    if (row.limit > 0) row.free = row.bucket.levelAt(this.now);
    this.mark(row);
  }

  /** The time, as it is told, at which a rate is full if nothing is taken; fractions included. */
  fullAt({ bucket }: Row): number {
    return (bucket?.fullAt ?? 0) + (this.origin ?? 0);
  }

  /** From now on a rate is full at that time, and not before. */
  fillAt(row: Row, time: number): void {
    if (row.bucket === undefined) return;
    row.bucket.fullAt = time - (this.origin ?? 0);
    if (row.limit > 0) row.free = row.bucket.levelAt(this.now);
    this.mark(row);
  }

  /** Gives out, once each, the rows of which more may have become free. */
  takeChanged(): Row | undefined {
    const row = this.changed.pop();
    if (row !== undefined) row.changed = false;
    return row;
  }

  /** Everything held, newest first. */
  *held(): Generator<Allocation> {
    for (let at = this.newest; at !== undefined; at = at.before) yield at;
  }

  /** More of the row may be free. */
  mark(row: Row): void {
    if (row.changed) return;
    row.changed = true;
    this.changed.push(row);
  }

  /** Whether the parts could be taken now. */
  fits({ parts, pass }: Shape): boolean {
    for (const { row, amount } of parts) {
      if (amount <= row.free - row.withheld) continue;
      this.refill(row);
      if (amount > row.free - (isOpenTo(row, pass) ? 0 : row.withheld)) return false;
    }
    return true;
  }

  /** Whether who holds the parts could have them again at once: not where they are used up, or where less is granted by now. */
  isRenewable({ parts }: Shape): boolean {
    for (const { row } of parts) if (row.bucket !== undefined || row.free < row.withheld) return false;
    return true;
  }

  private putBack({ row, amount }: Part, { fence, since }: Allocation): void {
    const { meter } = row;
    if (meter.fence !== fence) {
      meter.fence = fence;
      meter.usedMs += this.now - since;
    }
    if (row.bucket !== undefined) return;
    row.free += amount;
    this.mark(row);
  }

  /** The sum over its rows of the part in use. */
  private utilisation({ parts }: Shape): number {
    let sum = 0;
    for (const { row } of parts) {
      this.refill(row);
      sum += row.limit > 0 ? (row.limit - row.free) / row.limit : 1;
    }
    return sum;
  }
}

/** Whether the row's resource is reserved for whom the request is. */
export function isOpenTo(row: Row, pass: string | undefined): boolean {
  return row.pass !== undefined && row.pass === pass;
}
