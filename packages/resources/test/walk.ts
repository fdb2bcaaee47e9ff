import type { ResourceRequest, ResourceStatus } from '@codomyrmex/core';
import { type Allocation, Ledger, type Need, type Owner, Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';

type Amounts = Record<string, number>;

interface Wish {
  readonly requests: readonly ResourceRequest[];
  /** By hand, independent of the ledger: what it takes of each resource. */
  readonly takes: Amounts;
  /** It takes one of these, besides. */
  readonly any?: readonly string[];
}

/** More than any number of readers. */
const ALONE = 1_000;

const queue = (identifier: string, amount = 1): ResourceRequest => ({ type: 'queue', identifier, amount });
const cores = (amount: number): ResourceRequest => ({ type: 'cpu', amount });
const db = (mode: 'read' | 'write'): ResourceRequest => ({ type: 'database', identifier: 'db', mode });

export const wishes: readonly Wish[] = [
  { requests: [queue('workers')], takes: { workers: 1 } },
  { requests: [queue('workers'), queue('run')], takes: { workers: 1, run: 1 } },
  { requests: [queue('workers', 3)], takes: { workers: 3 } },
  { requests: [queue('workers'), cores(1)], takes: { workers: 1, cpu: 1 } },
  { requests: [cores(4)], takes: { cpu: 4 } },
  { requests: [cores(4), queue('workers', 2)], takes: { cpu: 4, workers: 2 } },
  { requests: [cores(2), queue('workers', 4)], takes: { cpu: 2, workers: 4 } },
  { requests: [queue('workers'), db('read')], takes: { workers: 1, db: 1 } },
  { requests: [queue('workers'), db('write')], takes: { workers: 1, db: ALONE } },
  { requests: [db('read')], takes: { db: 1 } },
  { requests: [db('write'), cores(2)], takes: { db: ALONE, cpu: 2 } },
  { requests: [{ type: 'gpu' }], takes: {}, any: ['gpu_a', 'gpu_b'] },
  { requests: [{ type: 'gpu' }, queue('run')], takes: { run: 1 }, any: ['gpu_a', 'gpu_b'] },
  { requests: [{ type: 'gpu' }, queue('workers', 3)], takes: { workers: 3 }, any: ['gpu_a', 'gpu_b'] },
];

export type Step =
  | { readonly kind: 'ask'; readonly wish: number; readonly rank: number }
  | { readonly kind: 'withdraw' | 'release'; readonly which: number }
  | { readonly kind: 'take'; readonly wish: number }
  /** A need at once, or not at all; `instead` of what is held of the same wish, where something is. */
  | { readonly kind: 'at once'; readonly wish: number; readonly instead: boolean }
  | { readonly kind: 'drain' }
  /** The next so many grants are given back as they come. */
  | { readonly kind: 'hasty'; readonly grants: number }
  | { readonly kind: 'capacity'; readonly resource: 'workers' | 'cpu' | 'run' | 'gpu_a'; readonly to: number }
  | { readonly kind: 'status'; readonly resource: 'workers' | 'db' | 'cpu' | 'gpu_b'; readonly to: ResourceStatus };

class Waiter implements Owner {
  readonly label: string;
  readonly wish: number;
  readonly rank: number;

  constructor(label: string, wish: number, rank: number) {
    this.label = label;
    this.wish = wish;
    this.rank = rank;
  }
}

const fullCapacity: Amounts = { workers: 4, run: 2, cpu: 4, db: ALONE, gpu_a: 1, gpu_b: 1 };
const units: Readonly<Record<string, string>> = {
  workers: 'slots',
  run: 'slots',
  cpu: 'cores',
  gpu_a: 'units',
  gpu_b: 'units',
};

/** A ledger and its line beside a plain model of what should be held; every step compares the two. */
export class Walk {
  private readonly waiting: Ticket<Waiter>[] = [];
  /** What should have been so and was not. */
  readonly complaints: string[] = [];
  private readonly held: { readonly allocation: Allocation; readonly wish: Wish }[] = [];
  private readonly capacity: Amounts = { ...fullCapacity };
  private readonly open: Record<string, boolean> = {};
  private readonly ledger = new Ledger([
    { id: 'workers', type: 'queue', capacity: { slots: 4 } },
    { id: 'run', type: 'queue', capacity: { slots: 2 } },
    { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
    { id: 'db', type: 'database', capacity: {} },
    { id: 'gpu_a', type: 'gpu', capacity: { units: 1 } },
    { id: 'gpu_b', type: 'gpu', capacity: { units: 1 } },
  ]);
  private readonly needs: readonly Need[] = wishes.map(({ requests }) => compiled(this.ledger, requests));
  readonly line: WaitingLine<Waiter>;
  private readonly order: 'priority' | 'arrival';
  private readonly strict: boolean;
  private count = 0;
  private hasty = 0;

  /** @param order `strict arrival` keeps nothing for anybody, so that nobody who fits may be passed */
  constructor(order: 'priority' | 'arrival' | 'strict arrival') {
    this.strict = order === 'strict arrival';
    this.order = order === 'priority' ? 'priority' : 'arrival';
    this.line = new WaitingLine<Waiter>({
      ledger: this.ledger,
      order: this.order,
      patience: 3,
      passLimit: this.strict ? Number.POSITIVE_INFINITY : 2,
      onGrant: (ticket) => this.granted(ticket),
    });
  }

  step(step: Step): void {
    switch (step.kind) {
      case 'ask': {
        const waiter = new Waiter(`ticket ${this.count++}`, step.wish, step.rank);
        this.waiting.push(this.line.ask(this.needs[step.wish]!, step.rank, waiter));
        break;
      }
      case 'withdraw': {
        const [ticket] = this.waiting.splice(step.which % Math.max(1, this.waiting.length), 1);
        if (ticket !== undefined) this.claim(this.line.withdraw(ticket), 'who waits can withdraw');
        break;
      }
      case 'release': {
        const [entry] = this.held.splice(step.which % Math.max(1, this.held.length), 1);
        if (entry !== undefined) this.line.release(entry.allocation);
        break;
      }
      case 'take': {
        const allocation = this.line.tryTake(this.needs[step.wish]!, { label: 'beside' });
        if (allocation !== undefined) this.hold(allocation, wishes[step.wish]!);
        break;
      }
      case 'at once': {
        this.atOnce(step.wish, step.instead);
        break;
      }
      case 'drain':
        this.line.drain();
        this.checkNothingFits();
        break;
      case 'hasty':
        this.hasty = step.grants;
        break;
      case 'capacity':
        this.capacity[step.resource] = step.to;
        this.ledger.setCapacity(step.resource, { [units[step.resource]!]: step.to });
        break;
      case 'status':
        this.open[step.resource] = step.to === 'available' || step.to === 'in_use';
        this.ledger.setStatus(step.resource, step.to);
        break;
    }
    this.checkBooks();
  }

  /** Everything open again and everybody gives back: all who wait must be served, and all must be free after. */
  finish(): void {
    for (const [resource, unit] of Object.entries(units)) {
      this.ledger.setCapacity(resource, { [unit]: fullCapacity[resource]! });
      this.ledger.setStatus(resource, 'available');
    }
    this.ledger.setStatus('db', 'available');
    Object.assign(this.capacity, fullCapacity);
    for (const resource of Object.keys(this.capacity)) this.open[resource] = true;
    for (let round = 0; this.waiting.length > 0 && round < 1_000; round++) {
      this.line.drain();
      for (const { allocation } of this.held.splice(0)) this.line.release(allocation);
    }
    for (const { allocation } of this.held.splice(0)) this.line.release(allocation);
    this.claim(this.line.size === 0, 'in the end nobody waits');
    const everything = compiled(this.ledger, [
      queue('workers', 4),
      queue('run', 2),
      cores(4),
      db('write'),
      { type: 'gpu', identifier: 'gpu_a' },
      { type: 'gpu', identifier: 'gpu_b' },
    ]);
    const all = this.line.tryTake(everything, { label: 'everything' });
    this.claim(all !== undefined, 'in the end everything is free');
    this.claim([...this.ledger.books.held()].length === 1, 'in the end nobody else is written down');
  }

  private atOnce(wish: number, isInstead: boolean): void {
    const waiter = new Waiter(`ticket ${this.count++}`, wish, 0);
    const before = this.held.map(({ allocation }) => allocation);
    const at = this.held.findIndex(({ wish: of, allocation }) => of === wishes[wish] && allocation instanceof Ticket);
    const { allocation } = isInstead ? (this.held[at] ?? {}) : {};
    const instead = allocation instanceof Ticket ? allocation : undefined;
    const ticket = this.line.askAtOnce(this.needs[wish]!, waiter, instead);
    if (ticket === undefined) {
      const isSame = before.every((holder) => holder.shape !== undefined);
      this.claim(isSame, 'who is refused at once has changed nothing');
      return;
    }
    this.claim(this.waiting.length === 0, 'nobody is passed at once');
    this.claim(ticket.state === 'held', 'what is granted at once is held');
    if (instead !== undefined) {
      this.claim(instead.state === 'over' && ticket.fence > instead.fence, 'what was held instead is over');
      this.held.splice(at, 1);
    }
    this.hold(ticket, wishes[wish]!);
  }

  private granted(ticket: Ticket<Waiter>): void {
    const at = this.waiting.indexOf(ticket);
    this.claim(at >= 0, `${ticket.owner.label} is granted once, and not after it was withdrawn`);
    const rank = (other: Waiter): number => (this.order === 'arrival' ? 0 : other.rank);
    const first = this.waiting.find(
      ({ owner }) => owner.wish === ticket.owner.wish && rank(owner) === rank(ticket.owner),
    );
    this.claim(first === ticket, `${ticket.owner.label} goes first of its shape and rank`);
    for (const earlier of this.strict ? this.waiting.slice(0, at) : []) {
      const passed = this.fits(wishes[earlier.owner.wish]!, ticket);
      this.claim(!passed, `${ticket.owner.label} does not go past ${earlier.owner.label}`);
    }
    this.waiting.splice(at, 1);
    this.hold(ticket, wishes[ticket.owner.wish]!);
    if (this.hasty === 0) return;
    this.hasty -= 1;
    this.held.pop();
    this.line.release(ticket);
    if (this.hasty % 2 === 0) this.line.drain();
  }

  private hold(allocation: Allocation, wish: Wish): void {
    this.held.push({ allocation, wish });
    const sums = this.sums();
    for (const resource of Object.keys(wish.takes)) {
      this.claim(this.open[resource] ?? true, `${resource} is open when it is granted`);
      this.claim((sums[resource] ?? 0) <= this.capacity[resource]!, `there is enough of ${resource}`);
    }
    for (const { row } of allocation.shape!.parts) {
      if (wish.any?.includes(row.resource) !== true) continue;
      const { held } = this.ledger.usage(row.resource)!;
      this.claim(this.open[row.resource] ?? true, `${row.resource} is open when it is granted`);
      this.claim(held.units! <= this.capacity[row.resource]!, `there is enough of ${row.resource}`);
    }
  }

  private claim(holds: boolean, text: string): void {
    if (!holds) this.complaints.push(text);
  }

  private sums(): Amounts {
    const sums: Amounts = {};
    for (const { wish } of this.held) {
      for (const [resource, amount] of Object.entries(wish.takes)) sums[resource] = (sums[resource] ?? 0) + amount;
      if (wish.any !== undefined) sums.gpus = (sums.gpus ?? 0) + 1;
    }
    return sums;
  }

  private checkBooks(): void {
    const sums = this.sums();
    const held = (id: string): number => Object.values(this.ledger.usage(id)!.held)[0]!;
    for (const id of ['workers', 'run', 'cpu'])
      this.claim(held(id) === (sums[id] ?? 0), `the books of ${id} are right`);
    this.claim(held('db') === ((sums.db ?? 0) > 0 ? 1 : 0), 'the books of db are right');
    this.claim(held('gpu_a') + held('gpu_b') === (sums.gpus ?? 0), 'the books of the gpus are right');
    this.claim(this.line.size === this.waiting.length, 'the line knows how many wait');
  }

  /** Work is conserved: whoever still waits lacks something, or something it needs is kept for another. */
  private checkNothingFits(): void {
    for (const ticket of this.waiting) {
      const wish = wishes[ticket.owner.wish]!;
      if (!this.fits(wish)) continue;
      const kept = this.line.waitsFor(ticket).some(({ keptFor }) => keptFor !== undefined);
      this.claim(kept, `${ticket.owner.label} fits, so something is kept for another`);
    }
  }

  /** @param without as if this one held nothing yet */
  private fits(wish: Wish, without?: Ticket<Waiter>): boolean {
    const sums = this.sums();
    const free = (resource: string, used: number): number =>
      (this.open[resource] ?? true) ? this.capacity[resource]! - used : Number.NEGATIVE_INFINITY;
    const takes = Object.entries(wish.takes).every(
      ([resource, amount]) => amount <= free(resource, sums[resource] ?? 0),
    );
    const back = without?.shape?.parts.map(({ row }) => row.resource) ?? [];
    const used = (id: string): number => this.ledger.usage(id)!.held.units! - (back.includes(id) ? 1 : 0);
    return takes && (wish.any === undefined || wish.any.some((id) => free(id, used(id)) >= 1));
  }
}
