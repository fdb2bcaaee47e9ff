import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { type Step, Walk, wishes } from './walk.ts';

const wish = fc.nat({ max: wishes.length - 1 });
const runs = fc.readConfigureGlobal().numRuns ?? 100;
const which = fc.nat({ max: 1_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('ask' as const), wish, rank: fc.nat({ max: 3 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), which }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'drain' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('at once' as const), wish, instead: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hasty' as const), grants: fc.nat({ max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('capacity' as const),
      resource: fc.constantFrom('workers' as const, 'cpu' as const, 'run' as const, 'gpu_a' as const),
      to: fc.nat({ max: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      resource: fc.constantFrom('workers' as const, 'db' as const, 'cpu' as const, 'gpu_b' as const),
      to: fc.constantFrom('available' as const, 'available' as const, 'maintenance' as const, 'in_use' as const),
    }),
  },
);

test.each(['priority', 'arrival', 'strict arrival'] as const)(
  'in order of %s, whatever happens, the books are right, nobody is forgotten and nothing lies idle',
  { meta: { specification: ['1.guideline.resources.no_over_allocation', '3.limit.resource_allocation'] } },
  (order) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const walk = new Walk(order);
        for (const next of steps) walk.step(next);
        walk.step({ kind: 'drain' });
        walk.finish();
        expect(walk.complaints).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);

const PATIENCE = 5;
const PASS_LIMIT = 4;
/** Steps after which every holder has given back. */
const HOLD = 8;
const NEVER = 20_000;

/** An adversary: of every rival need somebody always waits, and everybody holds for a random time. */
class Adversary {
  /** Grants to rivals between the target's ask and its grant. */
  passed = 0;
  private grantsToRivals = 0;
  private readonly rivals: readonly Rival[];
  private readonly held: { readonly ticket: Ticket; readonly until: number }[] = [];
  private readonly waiting: number[];
  private readonly line: WaitingLine<Owner & { readonly rival?: number }>;
  private now = 0;

  constructor(ledger: Ledger, rivals: readonly Rival[], random: () => number) {
    this.rivals = rivals;
    this.waiting = rivals.map(() => 0);
    this.line = new WaitingLine({
      ledger,
      patience: PATIENCE,
      passLimit: PASS_LIMIT,
      onGrant: (ticket) => {
        this.held.push({ ticket, until: this.now + Math.ceil(random() * HOLD) });
        const { rival } = ticket.owner;
        if (rival === undefined) {
          this.passed = this.grantsToRivals;
          return;
        }
        this.waiting[rival] = this.waiting[rival]! - 1;
        this.grantsToRivals += 1;
      },
    });
  }

  /** Steps from the ask to the grant. */
  stepsUntilGranted(target: Need, rank: number): number {
    for (let at = 0; at < 20; at++) this.step();
    this.grantsToRivals = 0;
    const since = this.now;
    const ticket = this.line.ask(target, rank, { label: 'target' });
    while (ticket.state === 'waiting' && this.now - since < NEVER) this.step();
    return this.now - since;
  }

  private step(): void {
    this.now += 1;
    for (const [rival, { need, rank }] of this.rivals.entries()) {
      for (; this.waiting[rival]! < 3; this.waiting[rival] = this.waiting[rival]! + 1) {
        this.line.ask(need, rank, { label: 'rival', rival });
      }
    }
    this.line.drain();
    for (const one of this.held.filter(({ until }) => until <= this.now)) {
      this.held.splice(this.held.indexOf(one), 1);
      this.line.release(one.ticket);
    }
  }
}

interface Rival {
  readonly need: Need;
  readonly rank: number;
}

describe('nobody starves', () => {
  const seeded = fc.nat({ max: 2 ** 31 });
  const randomFrom = (seed: number): (() => number) => {
    let state = seed + 1;
    return () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
  };

  test('a low request that fits alone among higher ones of many shapes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 4 }), seeded, (runs, capacity, seed) => {
        const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: capacity } }]);
        const workers = { type: 'queue', identifier: 'workers' } as const;
        const rivals = Array.from({ length: runs + 1 }, (_, run) => {
          ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: capacity } });
          return {
            need: compiled(ledger, [workers, { type: 'queue', identifier: `run:${run}` }]),
            rank: 1 + (run % 3),
          };
        });
        const adversary = new Adversary(ledger, rivals, randomFrom(seed));
        adversary.stepsUntilGranted(compiled(ledger, [workers]), 0);
        expect(adversary.passed).toBeLessThanOrEqual(3 * PATIENCE + rivals.length);
      }),
    );
  });

  test('a large request among small ones, and a writer among readers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.nat({ max: 3 }),
        fc.boolean(),
        seeded,
        (capacity, rank, lock, seed) => {
          const ledger = new Ledger([
            { id: 'workers', type: 'queue', capacity: { slots: capacity } },
            { id: 'cpu', type: 'cpu', capacity: { cores: capacity } },
          ]);
          const reader = { type: 'lock', identifier: 'db', mode: 'read' } as const;
          const workers = (amount: number) => ({ type: 'queue', identifier: 'workers', amount }) as const;
          const rivals = [
            [workers(1)],
            [workers(1), reader],
            [reader],
            [{ type: 'cpu' } as const],
            [{ type: 'cpu' } as const, workers(1)],
          ].map((requests, at) => ({ need: compiled(ledger, requests), rank: at % 4 }));
          const target = lock
            ? [workers(1), { ...reader, mode: 'write' as const }]
            : [workers(capacity), { type: 'cpu' as const, amount: capacity }];
          const steps = new Adversary(ledger, rivals, randomFrom(seed)).stepsUntilGranted(
            compiled(ledger, target),
            rank,
          );
          expect(steps).toBeLessThanOrEqual(250);
        },
      ),
      { numRuns: runs },
    );
  });

  test('several large requests that want the same things in different amounts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 })), {
          minLength: 2,
          maxLength: 8,
        }),
        seeded,
        (shapes, seed) => {
          const ledger = new Ledger([
            { id: 'a', type: 'semaphore', capacity: { holders: 4 } },
            { id: 'b', type: 'semaphore', capacity: { holders: 4 } },
          ]);
          const need = (a: number, b: number): Need =>
            compiled(ledger, [
              { type: 'semaphore', identifier: 'a', amount: a },
              { type: 'semaphore', identifier: 'b', amount: b },
            ]);
          const rivals = [
            // A rival of the target's own lane would stand before it in line.
            ...shapes.map(([a, b, rank]) => ({
              need: need(a, b),
              rank: a === 4 && b === 4 ? Math.max(1, rank) : rank,
            })),
            { need: compiled(ledger, [{ type: 'semaphore', identifier: 'a' }]), rank: 3 },
            { need: compiled(ledger, [{ type: 'semaphore', identifier: 'b' }]), rank: 3 },
          ];
          const steps = new Adversary(ledger, rivals, randomFrom(seed)).stepsUntilGranted(need(4, 4), 0);
          expect(steps).toBeLessThanOrEqual(250);
        },
      ),
      { numRuns: runs },
    );
  });
});
