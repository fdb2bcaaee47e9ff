import type { ResourceRequest } from '@codomyrmex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Allocation, ResourceDefinition, Ticket } from '../src/index.ts';
import { MemoryHoldings } from './memory-holdings.ts';
import { type Asked, SharedTime, Site } from './sharing.ts';

const resources: readonly ResourceDefinition[] = [
  { id: 'slots', type: 'queue', capacity: { slots: 3 } },
  { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
  { id: 'pool', type: 'semaphore', capacity: { holders: 2 } },
  { id: 'gpu_a', type: 'gpu', capacity: { units: 1 } },
  { id: 'gpu_b', type: 'gpu', capacity: { units: 1 } },
];

interface Wish {
  readonly requests: readonly ResourceRequest[];
  /** By hand: what it takes of what is shared. A writer takes more than all readers together. */
  readonly takes: Readonly<Record<string, number>>;
}

const ALONE = 1_000;
const capacity: Readonly<Record<string, number>> = { cpu: 4, pool: 2, db: ALONE, gpu: 2 };
const slot: ResourceRequest = { type: 'queue', identifier: 'slots' };
const cores = (amount: number): ResourceRequest => ({ type: 'cpu', amount });
const pool: ResourceRequest = { type: 'semaphore', identifier: 'pool' };
const db = (mode: 'read' | 'write'): ResourceRequest => ({ type: 'database', identifier: 'db', mode });
const wishes: readonly Wish[] = [
  { requests: [slot], takes: {} },
  { requests: [slot, cores(1)], takes: { cpu: 1 } },
  { requests: [cores(4)], takes: { cpu: 4 } },
  { requests: [slot, cores(3), pool], takes: { cpu: 3, pool: 1 } },
  { requests: [pool, db('read')], takes: { pool: 1, db: 1 } },
  { requests: [slot, db('write')], takes: { db: ALONE } },
  { requests: [db('read')], takes: { db: 1 } },
  { requests: [db('write'), pool, cores(2)], takes: { db: ALONE, pool: 1, cpu: 2 } },
  { requests: [{ type: 'gpu' }], takes: { gpu: 1 } },
  { requests: [{ type: 'gpu' }, slot, db('read')], takes: { gpu: 1, db: 1 } },
];

type Step =
  | { readonly kind: 'ask'; readonly site: number; readonly wish: number; readonly rank: number }
  | { readonly kind: 'take'; readonly site: number; readonly wish: number; readonly lease: number | null }
  | { readonly kind: 'release' | 'withdraw'; readonly site: number; readonly which: number }
  | { readonly kind: 'crash'; readonly site: number }
  | { readonly kind: 'refuse'; readonly site: number; readonly when: 'at_begin' | 'at_commit' }
  | { readonly kind: 'pass'; readonly ms: number };

const SITES = 3;
const site = fc.nat({ max: SITES - 1 });
const wish = fc.nat({ max: wishes.length - 1 });
const which = fc.nat({ max: 1_000 });
const lease = fc.option(fc.integer({ min: 100, max: 2_000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('ask' as const), site, wish, rank: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), site, wish, lease }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('release' as const), site, which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), site, which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), site }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      site,
      when: fc.constantFrom('at_begin' as const, 'at_commit' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 500 }) }) },
);

interface Held {
  readonly allocation: Allocation;
  readonly wish: Wish;
  readonly until: number | null;
}

/** One process of the walk, with what the test knows of it. */
class Walker {
  site: Site;
  readonly waiting = new Map<Ticket<Asked>, Wish>();
  held: Held[] = [];
  private told = 0;

  constructor(make: () => Site) {
    this.site = make();
  }

  /** Takes note of what was granted. */
  note(complaints: string[]): void {
    for (const ticket of this.site.granted.slice(this.told)) {
      const asked = this.waiting.get(ticket);
      if (asked === undefined) complaints.push(`${ticket.owner.label} was granted and does not wait`);
      else this.held.push({ allocation: ticket, wish: asked, until: null });
      this.waiting.delete(ticket);
    }
    this.told = this.site.granted.length;
  }

  crash(make: () => Site): void {
    this.site.die();
    this.site = make();
    this.waiting.clear();
    this.held = [];
    this.told = 0;
  }
}

/** Several processes over one store, beside a plain count of what they hold. */
class Walk {
  readonly complaints: string[] = [];
  readonly time = new SharedTime();
  private readonly holdings = new MemoryHoldings();
  private readonly walkers: readonly Walker[];

  constructor() {
    this.walkers = Array.from({ length: SITES }, () => new Walker(() => this.make()));
  }

  step(next: Step): void {
    switch (next.kind) {
      case 'pass':
        this.time.pass(next.ms);
        break;
      case 'crash':
        this.walkers[next.site]!.crash(() => this.make());
        break;
      case 'refuse':
        this.walkers[next.site]!.site.process.refusal = next.when;
        break;
      case 'ask':
        this.ask(this.walkers[next.site]!, next.wish, next.rank);
        break;
      case 'take':
        this.take(this.walkers[next.site]!, next.wish, next.lease);
        break;
      case 'release':
        this.release(this.walkers[next.site]!, next.which);
        break;
      case 'withdraw':
        this.withdraw(this.walkers[next.site]!, next.which);
        break;
    }
    this.check();
  }

  /** Everybody gives back in turn: all who wait are served within so many rounds. */
  finish(): number {
    let rounds = 0;
    for (; this.walkers.some(({ waiting, held }) => waiting.size + held.length > 0) && rounds < 400; rounds++) {
      for (const walker of this.walkers) this.release(walker, 0);
      this.time.pass(100);
      this.check();
    }
    return rounds;
  }

  private make(): Site {
    return new Site(this.holdings, this.time.clock, resources);
  }

  private ask(walker: Walker, at: number, rank: number): void {
    const { line } = walker.site;
    const wish = wishes[at]!;
    const ticket = line.ask(walker.site.need(wish.requests), rank, { label: `asks ${at}`, what: at });
    walker.waiting.set(ticket, wish);
    line.drain();
  }

  private take(walker: Walker, at: number, lease: number | null): void {
    const { site } = walker;
    const wish = wishes[at]!;
    const allocation = site.line.tryTake(site.need(wish.requests), { label: `takes ${at}` });
    if (allocation === undefined) return;
    const until = lease === null ? null : this.time.clock.now() + lease;
    if (until !== null) site.line.expireAt(allocation, until);
    site.line.drain();
    walker.held.push({ allocation, wish, until });
  }

  private release(walker: Walker, which: number): void {
    const { held, site } = walker;
    if (held.length === 0) return;
    const [one] = held.splice(which % held.length, 1);
    site.line.release(one!.allocation);
    site.line.drain();
  }

  private withdraw({ site, waiting }: Walker, which: number): void {
    const ticket = [...waiting.keys()][which % Math.max(1, waiting.size)];
    if (ticket === undefined) return;
    if (!site.line.withdraw(ticket)) this.complaints.push(`${ticket.owner.label} waits and cannot be taken back`);
    waiting.delete(ticket);
    site.line.drain();
  }

  private check(): void {
    for (const walker of this.walkers) walker.note(this.complaints);
    const now = this.time.clock.now();
    const sum: Record<string, number> = {};
    for (const { held } of this.walkers) {
      for (const { wish, until } of held) {
        if (until !== null && until <= now) continue;
        for (const [what, amount] of Object.entries(wish.takes)) sum[what] = (sum[what] ?? 0) + amount;
      }
    }
    for (const [what, amount] of Object.entries(sum)) {
      if (amount > capacity[what]!) this.complaints.push(`${amount} of ${what} are held`);
    }
  }
}

test('whatever several processes ask, give back and suffer, never is more held than there is, and everybody is served', {
  meta: {
    specification: [
      '1.guideline.resources.no_over_allocation',
      '3.limit.resource_allocation',
      '2.coordination.resources',
    ],
  },
}, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const walk = new Walk();
      for (const next of steps) walk.step(next);
      const rounds = walk.finish();
      expect(walk.complaints).toEqual([]);
      expect(rounds).toBeLessThan(400);
      walk.time.pass(2_000);
      expect(walk.time.pending).toBe(0);
    }),
  );
});
