import { UsageError } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type ResourceDefinition } from '../src/index.ts';
import { compiled, refused } from './compiled.ts';
import { lineOver } from './line-over.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const api: ResourceDefinition = {
  id: 'openai_api',
  type: 'external_api',
  capacity: { requests_per_minute: 60, tokens_per_minute: 6_000 },
};

const owner = { label: 'task' };
const requests = (ledger: Ledger, amount?: number): Need => compiled(ledger, [{ type: 'external_api', amount }]);

describe('a rate', () => {
  test('given tokens that were taken, when the grant is given back, then they stay used until time brings others', () => {
    const ledger = new Ledger([api]);
    ledger.advance(START);
    const need = requests(ledger, 60);
    const taken = ledger.tryTake(need, owner)!;
    ledger.give(taken);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(0);
    expect(ledger.tryTake(requests(ledger), owner)).toBeUndefined();
    ledger.advance(START + SECOND);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(1);
    expect(ledger.tryTake(requests(ledger), owner)).toBeDefined();
    ledger.advance(START + 3_600 * SECOND);
    expect(ledger.usage('openai_api')).toMatchObject({
      held: { requests_per_minute: 0, tokens_per_minute: 0 },
      capacity: { requests_per_minute: 60 },
    });
  });

  test('given no clock, when its burst is used, then nothing comes back and the shortage says so', () => {
    const ledger = new Ledger([api]);
    const { line, granted, ask } = lineOver(ledger);
    for (let at = 0; at < 61; at++) ask(requests(ledger), `${at}`);
    line.drain();
    expect(granted.length).toBe(60);
    const last = ask(requests(ledger), 'last');
    line.drain();
    expect(line.waitsFor(last).map(({ what }) => what)).toEqual([
      '1 of 60 requests_per_minute of openai_api, no clock refills it',
    ]);
    expect(line.nextRefill()).toBeUndefined();
  });

  test('given a clock that is set back, then no time has passed and it goes on from there', () => {
    const ledger = new Ledger([api]);
    ledger.advance(START);
    ledger.tryTake(requests(ledger, 60), owner);
    ledger.advance(START - 3_600 * SECOND);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(0);
    ledger.advance(START - 3_590 * SECOND);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(10);
  });

  test.each([
    ['second', 1],
    ['minute', 60],
    ['hour', 3_600],
    ['day', 86_400],
  ])('of so much per %s is full again after %i s', (per, seconds) => {
    const unit = `calls_per_${per}`;
    const ledger = new Ledger([{ id: 'x', type: 'network', capacity: { [unit]: 10 } }]);
    ledger.advance(START);
    ledger.tryTake(compiled(ledger, [{ type: 'network', amount: { [unit]: 10 } }]), owner);
    ledger.advance(START + (seconds * SECOND) / 2);
    expect(ledger.level('x', unit)).toBe(5);
    ledger.advance(START + seconds * SECOND);
    expect(ledger.level('x', unit)).toBe(10);
  });

  test('more at once than it ever holds is refused, and mbps are held and given back', () => {
    const ledger = new Ledger([api, { id: 'net', type: 'network', capacity: { mbps: 10 } }]);
    expect(refused(ledger, [{ type: 'external_api', amount: 61 }])).toEqual([['resources[0].amount', 'too_much']]);
    const held = ledger.tryTake(compiled(ledger, [{ type: 'network', amount: 10 }]), owner)!;
    ledger.give(held);
    expect(ledger.usage('net')?.held).toEqual({ mbps: 0 });
  });

  test('of requests on any resource is a bucket of grants', () => {
    const ledger = new Ledger([
      { id: 'net', type: 'network', capacity: { mbps: 1_000 }, limits: { maxRequestsPerMinute: 2 } },
    ]);
    ledger.advance(START);
    const need = compiled(ledger, [{ type: 'network' }, { type: 'network' }]);
    const held = [1, 2, 3].map(() => ledger.tryTake(need, owner));
    expect(held.map((grant) => grant !== undefined)).toEqual([true, true, false]);
    ledger.give(held[0]!);
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    ledger.advance(START + 30 * SECOND);
    expect(ledger.tryTake(need, owner)).toBeDefined();
  });

  test('limits what an external API counts itself', () => {
    const ledger = new Ledger([{ ...api, limits: { maxRequestsPerMinute: 2 } }]);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(2);
    expect(ledger.rates('openai_api')).toEqual(['requests_per_minute', 'tokens_per_minute']);
  });

  test('a resource that only counts rates cannot be removed while a grant of it is held', () => {
    const ledger = new Ledger([api]);
    const held = ledger.tryTake(requests(ledger), owner)!;
    expect(ledger.remove('openai_api')).toBe(false);
    ledger.give(held);
    expect(ledger.remove('openai_api')).toBe(true);
  });

  test('its level is set by those who share it, never above what it holds', () => {
    const ledger = new Ledger([api]);
    ledger.advance(START);
    ledger.setLevel('openai_api', 'requests_per_minute', 3);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(3);
    ledger.setLevel('openai_api', 'requests_per_minute', 1_000);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(60);
    expect(() => ledger.setLevel('openai_api', 'requests_per_minute', Number.NaN)).toThrow(UsageError);
    expect(() => ledger.setLevel('openai_api', 'mbps', 1)).toThrow(UsageError);
    expect(ledger.level('openai_api', 'mbps')).toBeUndefined();
  });

  test('keeps its tokens when its capacity changes, and in maintenance grants none', () => {
    const ledger = new Ledger([api]);
    ledger.advance(START);
    ledger.tryTake(requests(ledger, 50), owner);
    ledger.setCapacity('openai_api', { requests_per_minute: 600 });
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(10);
    ledger.advance(START + SECOND);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(20);
    ledger.setCapacity('openai_api', { requests_per_minute: 6 });
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(6);
    ledger.setStatus('openai_api', 'maintenance');
    expect(ledger.tryTake(requests(ledger), owner)).toBeUndefined();
    ledger.setStatus('openai_api', 'available');
    expect(ledger.tryTake(requests(ledger), owner)).toBeDefined();
    ledger.setCapacity('openai_api', { requests_per_minute: 0 });
    ledger.advance(START + 60 * SECOND);
    expect(ledger.level('openai_api', 'requests_per_minute')).toBe(0);
  });
});

describe('waiting for a rate', () => {
  test('given one that lacks only tokens, then the line says when to come back, and grants at that time', () => {
    const ledger = new Ledger([api]);
    const { line, granted, ask } = lineOver(ledger);
    line.advance(START);
    expect(line.nextRefill()).toBeUndefined();
    ask(requests(ledger, 60), 'burst');
    const next = ask(requests(ledger, 12), 'next');
    line.drain();
    expect(line.waitsFor(next)).toMatchObject([
      { what: '12 of 60 requests_per_minute of openai_api, more in 12 s', wanted: 12, free: 0, moreInSeconds: 12 },
    ]);
    expect(line.nextRefill()).toBe(START + 12 * SECOND);
    line.advance(START + 12 * SECOND - 1);
    line.drain();
    expect(granted).toEqual(['burst']);
    line.advance(START + 12 * SECOND);
    line.drain();
    expect(granted).toEqual(['burst', 'next']);
    expect(line.nextRefill()).toBeUndefined();
  });

  test('given a large request that small ones pass, then tokens are kept for it after so many passings', () => {
    const ledger = new Ledger([api]);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 3 });
    line.advance(START);
    ask(requests(ledger, 60), 'burst');
    line.drain();
    ask(requests(ledger, 30), 'large');
    for (let at = 0; at < 40; at++) ask(requests(ledger), `small ${at}`);
    for (let second = 1; second <= 33; second++) {
      line.advance(START + second * SECOND);
      line.drain();
    }
    expect(granted).toEqual(['burst', 'small 0', 'small 1', 'small 2', 'large']);
  });

  test('given a thousand that wait, then a second looks at those that it can serve and not at the others', () => {
    const ledger = new Ledger([api]);
    const { line, granted, ask } = lineOver(ledger);
    line.advance(START);
    ask(requests(ledger, 60), 'burst');
    const needs = Array.from({ length: 1_000 }, (_, at) =>
      compiled(ledger, [
        { type: 'external_api', amount: { requests_per_minute: 1, tokens_per_minute: 1 + (at % 50) } },
        { type: 'lock', identifier: `${at}` },
      ]),
    );
    for (const [at, need] of needs.entries()) ask(need, `${at}`);
    line.drain();
    const before = line.looks;
    for (let second = 1; second <= 10; second++) {
      line.advance(START + second * SECOND);
      line.drain();
    }
    expect(granted.length).toBe(11);
    expect(line.looks - before).toBeLessThanOrEqual(20);
    const idle = line.looks;
    for (let at = 0; at < 100; at++) {
      line.advance(START + 10 * SECOND + at);
      line.drain();
    }
    expect(line.looks).toBe(idle);
  });

  test('whatever is asked, taken and waited, in no window is more granted than the burst and what refills in it', {
    meta: { specification: ['3.limit.api_calls'] },
  }, () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), amount: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ kind: fc.constant('take' as const), amount: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 4_000 }) }),
      fc.constant({ kind: 'sleep' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new Ledger([{ id: 'x', type: 'external_api', capacity: { requests_per_second: 10 } }]);
        const need = (amount: number): Need =>
          compiled(ledger, [{ type: 'external_api', amount: { requests_per_second: amount } }]);
        const grants: { at: number; amount: number }[] = [];
        let now = START;
        const amounts = new Map<string, number>();
        const { line, granted, ask } = lineOver(ledger, { passLimit: 2 });
        let seen = 0;
        const turn = (): void => {
          line.advance(now);
          line.drain();
          for (const label of granted.slice(seen)) grants.push({ at: now, amount: amounts.get(label)! });
          seen = granted.length;
          const level = ledger.level('x', 'requests_per_second')!;
          expect(level).toBeGreaterThanOrEqual(0);
          expect(level).toBeLessThanOrEqual(10);
        };
        turn();
        for (const [at, one] of steps.entries()) {
          if (one.kind === 'ask') {
            amounts.set(`${at}`, one.amount);
            ask(need(one.amount), `${at}`, at % 4);
          } else if (one.kind === 'take') {
            turn();
            const before = granted.length;
            if (line.tryTake(need(one.amount), owner)) grants.push({ at: now, amount: one.amount });
            expect(granted.length).toBe(before);
          } else if (one.kind === 'pass') now += one.ms;
          else now = Math.max(now, line.nextRefill() ?? now);
          turn();
        }
        for (let wakes = 0; line.size > 0; wakes++) {
          expect(wakes).toBeLessThan(200);
          const next = line.nextRefill();
          expect(next).toBeGreaterThan(now);
          now = next!;
          turn();
        }
        for (const [at, first] of grants.entries()) {
          let sum = 0;
          for (const grant of grants.slice(at)) {
            sum += grant.amount;
            expect(sum).toBeLessThanOrEqual(10 + (grant.at - first.at) / 100 + 1e-3);
          }
        }
      }),
    );
  });
});
