import assert from 'node:assert/strict';
import type { ResourceRequest } from '@codomyrmex/core';
import fc from 'fast-check';
import { type Allocation, Ledger, type Need, type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';

const START = Date.UTC(2026, 0, 1);
const ALONE = 1_000;

/** By hand, independent of the ledger: what there is of what is given back, and of what time brings back per second. */
const most = { slots: 4, db: ALONE, gpu: 4, gpuUsers: 2, mbps: 100 } as const;
const burst = { calls: 10, netRequests: 3 } as const;
const perSecond = { calls: 10, netRequests: 3 / 60 } as const;
type Held = keyof typeof most;
type Used = keyof typeof burst;

interface Wish {
  readonly requests: readonly ResourceRequest[];
  readonly holds: Partial<Record<Held, number>>;
  readonly uses: Partial<Record<Used, number>>;
}

const slots = (amount: number): ResourceRequest => ({ type: 'queue', identifier: 'workers', amount });
const calls = (amount: number): ResourceRequest => ({ type: 'external_api', amount });
const db = (mode: 'read' | 'write'): ResourceRequest => ({ type: 'database', identifier: 'db', mode });

const wishes: readonly Wish[] = [
  { requests: [slots(1)], holds: { slots: 1 }, uses: {} },
  { requests: [slots(4)], holds: { slots: 4 }, uses: {} },
  { requests: [db('read'), slots(1)], holds: { db: 1, slots: 1 }, uses: {} },
  { requests: [db('read')], holds: { db: 1 }, uses: {} },
  { requests: [db('write')], holds: { db: ALONE }, uses: {} },
  { requests: [calls(1)], holds: {}, uses: { calls: 1 } },
  { requests: [calls(10)], holds: {}, uses: { calls: 10 } },
  { requests: [calls(4), slots(2)], holds: { slots: 2 }, uses: { calls: 4 } },
  { requests: [{ type: 'gpu', amount: 1 }], holds: { gpu: 1, gpuUsers: 1 }, uses: {} },
  { requests: [{ type: 'gpu', amount: 3 }, calls(2)], holds: { gpu: 3, gpuUsers: 1 }, uses: { calls: 2 } },
  { requests: [{ type: 'network', amount: 60 }], holds: { mbps: 60 }, uses: { netRequests: 1 } },
  { requests: [{ type: 'network', amount: 1 }, db('write')], holds: { mbps: 1, db: ALONE }, uses: { netRequests: 1 } },
];

interface Waiter extends Owner {
  readonly wish: number;
  readonly rank: number;
}

/** What fast-check keeps of the steps; the books are kept in the plant, beside what they are compared with. */
export type Model = Record<string, never>;

/** A ledger with rows of every kind and its line, beside plain sums of what should be held and used up. */
export class Plant {
  readonly ledger = new Ledger([
    { id: 'workers', type: 'queue', capacity: { slots: most.slots } },
    { id: 'db', type: 'database', capacity: {} },
    { id: 'gpu', type: 'gpu', capacity: { units: most.gpu }, limits: { maxConcurrentUsers: most.gpuUsers } },
    { id: 'api', type: 'external_api', capacity: { requests_per_second: burst.calls } },
    { id: 'net', type: 'network', capacity: { mbps: most.mbps }, limits: { maxRequestsPerMinute: burst.netRequests } },
  ]);
  readonly needs: readonly Need[] = wishes.map(({ requests }) => compiled(this.ledger, requests));
  readonly line = new WaitingLine<Waiter>({
    ledger: this.ledger,
    patience: 3,
    passLimit: 2,
    onGrant: (ticket) => this.granted(ticket),
  });
  readonly waiting: Ticket<Waiter>[] = [];
  readonly held: { readonly allocation: Allocation; readonly wish: Wish }[] = [];
  now = START;
  reserved: string | undefined;
  private lastFence = 0;
  private readonly levels = { ...burst } as Record<Used, number>;

  constructor() {
    this.line.advance(this.now);
  }

  pass(ms: number): void {
    this.now += ms;
    this.line.advance(this.now);
    for (const used of Object.keys(burst) as Used[]) {
      this.levels[used] = Math.min(burst[used], this.levels[used] + (perSecond[used] * ms) / 1_000);
    }
  }

  hold(allocation: Allocation, wish: Wish): void {
    assert.ok(allocation.fence > this.lastFence);
    this.lastFence = allocation.fence;
    this.held.push({ allocation, wish });
    for (const [used, amount] of Object.entries(wish.uses) as [Used, number][]) this.levels[used] -= amount;
    this.check();
  }

  /** What is free and what is held make the whole; of what is used up there is never less than none or more than the burst. */
  check(): void {
    const held = this.sums();
    for (const [what, amount] of Object.entries(held) as [Held, number][]) assert.ok(amount <= most[what]);
    assert.deepEqual(this.ledger.usage('workers')!.held, { slots: held.slots });
    assert.deepEqual(this.ledger.usage('gpu')!.held, { units: held.gpu });
    assert.deepEqual(this.ledger.usage('net')!.held, { mbps: held.mbps });
    assert.deepEqual(this.ledger.usage('db')!.held, { holders: held.db > 0 ? 1 : 0 });
    const levels = {
      calls: this.ledger.level('api', 'requests_per_second')!,
      netRequests: this.ledger.level('net', 'requests_per_minute')!,
    };
    for (const used of Object.keys(burst) as Used[]) {
      assert.ok(levels[used] >= 0);
      assert.ok(levels[used] <= burst[used]);
      assert.ok(Math.abs(levels[used] - this.levels[used]) < 1e-3);
    }
    assert.equal(this.line.size, this.waiting.length);
  }

  /** Whoever still waits after a drain lacks something, or something is kept for another. */
  checkNothingLiesIdle(): void {
    for (const ticket of this.waiting) {
      const kept = this.line.waitsFor(ticket).some(({ keptFor }) => keptFor !== undefined);
      assert.equal(kept || !this.fits(wishes[ticket.owner.wish]!), true);
      if (!kept) assert.ok(this.line.waitsFor(ticket).length > 0);
    }
  }

  /** Everything is given back as it comes: all must be served, by time alone where only time is lacking. */
  finish(): void {
    if (this.reserved !== undefined) this.ledger.setStatus(this.reserved, 'available');
    this.reserved = undefined;
    for (let turns = 0; this.waiting.length > 0 || this.held.length > 0; turns++) {
      assert.ok(turns < 500);
      this.line.drain();
      this.checkNothingLiesIdle();
      if (this.held.length === 0 && this.waiting.length > 0) {
        const next = this.line.nextRefill();
        assert.ok(next !== undefined && next > this.now);
        this.pass(next - this.now);
      }
      for (const { allocation } of this.held.splice(0)) this.line.release(allocation);
    }
    this.check();
    assert.equal(this.line.nextRefill(), undefined);
    assert.deepEqual([...this.ledger.books.held()], []);
  }

  private granted(ticket: Ticket<Waiter>): void {
    const { wish, rank } = ticket.owner;
    const first = this.waiting.find(({ owner }) => owner.wish === wish && owner.rank === rank);
    assert.equal(first, ticket);
    this.waiting.splice(this.waiting.indexOf(ticket), 1);
    const touched = ticket.shape!.parts.map(({ row }) => row.resource);
    assert.ok(this.reserved === undefined || !touched.includes(this.reserved));
    this.hold(ticket, wishes[wish]!);
  }

  /** Whether it is reserved for the user and there is enough. */
  mustFitFor(user: string, at: number): boolean {
    const reserved = this.reserved;
    this.reserved = undefined;
    const fits = this.fits(wishes[at]!);
    this.reserved = reserved;
    return fits && reserved !== undefined && this.ledger.usage(reserved)?.reservedFor === user && touches(at, reserved);
  }

  private fits({ requests, holds, uses }: Wish): boolean {
    const sums = this.sums();
    const names = requests.map(nameOf);
    if (this.reserved !== undefined && names.includes(this.reserved)) return false;
    const isFree = Object.entries(holds).every(([what, amount]) => sums[what as Held] + amount <= most[what as Held]);
    return isFree && Object.entries(uses).every(([used, amount]) => amount + 1e-3 <= this.levels[used as Used]);
  }

  private sums(): Record<Held, number> {
    const sums = { slots: 0, db: 0, gpu: 0, gpuUsers: 0, mbps: 0 };
    for (const { wish } of this.held) {
      for (const [what, amount] of Object.entries(wish.holds)) sums[what as Held] += amount;
    }
    return sums;
  }
}

function nameOf({ type, identifier }: ResourceRequest): string {
  if (identifier !== undefined) return identifier;
  return type === 'external_api' ? 'api' : type === 'network' ? 'net' : type;
}

function touches(at: number, resource: string): boolean {
  return wishes[at]!.requests.some((request) => nameOf(request) === resource);
}

type Step = fc.Command<Model, Plant>;

class Do implements Step {
  readonly name: string;
  private readonly work: (plant: Plant) => void;

  constructor(name: string, work: (plant: Plant) => void) {
    this.name = name;
    this.work = work;
  }

  check(): boolean {
    return true;
  }

  run(_model: Model, plant: Plant): void {
    this.work(plant);
    plant.check();
  }

  toString(): string {
    return this.name;
  }
}

const wish = fc.nat({ max: wishes.length - 1 });
const which = fc.nat({ max: 1_000 });

/** Everything that can happen to a line. */
export const commands = [
  fc.tuple(wish, fc.nat({ max: 3 })).map(([at, rank]) => {
    return new Do(`ask ${at} at rank ${rank}`, (plant) => {
      plant.waiting.push(plant.line.ask(plant.needs[at]!, rank, { label: `wish ${at}`, wish: at, rank }));
    });
  }),
  fc.constant(
    new Do('drain', (plant) => {
      plant.line.drain();
      plant.checkNothingLiesIdle();
    }),
  ),
  which.map((at) => {
    return new Do(`release ${at}`, ({ held, line }) => {
      const [one] = held.splice(at % Math.max(1, held.length), 1);
      if (one !== undefined) line.release(one.allocation);
    });
  }),
  which.map((at) => {
    return new Do(`withdraw ${at}`, ({ waiting, line }) => {
      const [ticket] = waiting.splice(at % Math.max(1, waiting.length), 1);
      if (ticket !== undefined) assert.equal(line.withdraw(ticket), true);
    });
  }),
  wish.map((at) => {
    return new Do(`take ${at}`, (plant) => {
      const allocation = plant.line.tryTake(plant.needs[at]!, { label: 'beside' });
      if (allocation !== undefined) plant.hold(allocation, wishes[at]!);
    });
  }),
  fc.constantFrom(0, 5, 8).map((at) => {
    return new Do(`take ${at} as the one for whom things are reserved`, (plant) => {
      const { requests } = wishes[at]!;
      const compilation = plant.ledger.compile(requests, '', [], 'vip');
      if (compilation.kind !== 'need') throw new Error('the requests were refused');
      const allocation = plant.ledger.tryTake(compilation.need, { label: 'vip' });
      if (allocation !== undefined) plant.hold(allocation, wishes[at]!);
      else assert.equal(plant.mustFitFor('vip', at), false);
    });
  }),
  fc.nat({ max: 30_000 }).map((ms) => new Do(`pass ${ms} ms`, (plant) => plant.pass(ms))),
  fc.constant(
    new Do('pass until the next refill', (plant) => {
      const next = plant.line.nextRefill();
      if (next !== undefined && next > plant.now) plant.pass(next - plant.now);
    }),
  ),
  fc.constantFrom('workers', 'gpu', 'api', undefined).map((id) => {
    return new Do(`reserve ${id}`, (plant) => {
      if (plant.reserved !== undefined) plant.ledger.setStatus(plant.reserved, 'available');
      if (id !== undefined) plant.ledger.reserve(id, 'vip');
      plant.reserved = id;
    });
  }),
];
