import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { commands, type Model, Plant } from './every-row.ts';

test('whatever happens to rows of every kind, sums are right, fences rise, nothing lies idle and everybody is served', () => {
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 100, size: '+1' }), (steps) => {
      const plant = new Plant();
      fc.modelRun(() => ({ model: {} as Model, real: plant }), steps);
      plant.finish();
    }),
  );
});

test('equal requests are served alike in any order of those who ask, and what is given back in any order is all there', () => {
  const wish = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }));
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (wishes, keys) => {
      const stream = keys[Symbol.iterator]();
      const served = (isShuffled: boolean): string[] => {
        const ledger = new Ledger([{ id: 'slots', type: 'queue', capacity: { slots: 4 } }]);
        const needs = [1, 2, 3, 4].map((amount) => compiled(ledger, [{ type: 'queue', identifier: 'slots', amount }]));
        const order: string[] = [];
        const held: Parameters<typeof ledger.give>[0][] = [];
        const line = new WaitingLine({
          ledger,
          onGrant: (ticket) => {
            order.push(ticket.owner.label);
            held.push(ticket);
          },
        });
        for (const [amount, rank] of wishes) line.ask(needs[amount - 1]!, rank, { label: `${amount} at ${rank}` });
        for (line.drain(); held.length > 0; line.drain()) {
          const all = held.splice(0).map((ticket) => ({ ticket, key: isShuffled ? (stream.next().value ?? 0) : 0 }));
          for (const { ticket } of all.sort((a, b) => a.key - b.key)) line.release(ticket);
        }
        expect(ledger.usage('slots')?.held).toEqual({ slots: 0 });
        return order;
      };
      expect(served(true)).toEqual(served(false));
    }),
  );
});

describe('nobody starves of a rate', () => {
  const PATIENCE = 5;
  const PASS_LIMIT = 4;

  test('whatever small requests of higher rank wait, a large one of the lowest is passed a bounded number of times', () => {
    const rival = fc.record({ amount: fc.integer({ min: 1, max: 3 }), rank: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(
        fc.array(rival, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 4, max: 10 }),
        (rivals, amount) => {
          const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_second: 10 } }]);
          const need = (tokens: number): Need => compiled(ledger, [{ type: 'external_api', amount: tokens }]);
          let passed = 0;
          let now = Date.UTC(2026, 0, 1);
          const waiting = rivals.map(() => 0);
          const line = new WaitingLine<{ label: string; rival: number }>({
            ledger,
            patience: PATIENCE,
            passLimit: PASS_LIMIT,
            onGrant: ({ owner }) => {
              if (owner.rival < 0) return;
              passed += 1;
              waiting[owner.rival] = waiting[owner.rival]! - 1;
            },
          });
          const turn = (): void => {
            for (const [at, { amount: tokens, rank }] of rivals.entries()) {
              for (; waiting[at]! < 3; waiting[at] = waiting[at]! + 1) {
                line.ask(need(tokens), rank, { label: 'rival', rival: at });
              }
            }
            line.advance(now);
            line.drain();
            now = line.nextRefill() ?? now;
          };
          for (let at = 0; at < 20; at++) turn();
          const target = line.ask(need(amount), 0, { label: 'target', rival: -1 });
          passed = 0;
          for (let turns = 0; target.state === 'waiting' && turns < 1_000; turns++) turn();
          expect(target.state).toBe('held');
          // A pass counts against the first of those who lack something, so each that goes before may be passed as often.
          expect(passed).toBeLessThanOrEqual(3 * PATIENCE + (PASS_LIMIT + 1) * (rivals.length + 1));
        },
      ),
    );
  });
});
