import type { ResourceRequest } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

const START = Date.UTC(2026, 0, 1);
const slotsOf = (amount: number): ResourceRequest => ({ type: 'queue', identifier: 'slots', amount });
const coresOf = (amount: number): ResourceRequest => ({ type: 'cpu', amount });

/** Slots and one core. */
function machine(count: number, passLimit = 16) {
  const ledger = slots(count);
  ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 1 } });
  return { ledger, ...lineOver(ledger, { passLimit }) };
}

describe('what a ticket waits for', () => {
  test('given that of one resource there is exactly enough, then it is the other alone', () => {
    const { ledger, line, ask } = machine(2);
    ask(slot(ledger), 'holder');
    const both = ask(compiled(ledger, [coresOf(1), slotsOf(2)]), 'both');
    line.drain();
    expect(line.waitsFor(both)).toEqual([
      { resource: 'slots', what: '2 slots of slots', wanted: 2, free: 1, heldBy: ['holder'], keptFor: undefined },
    ]);
  });

  test('given that some is kept for another and exactly enough is left, then that is nothing to wait for', () => {
    const { ledger, line, ask, done } = machine(4, 1);
    const lock: ResourceRequest = { type: 'lock', identifier: 'x' };
    ask(slot(ledger, 2), 'holder');
    ask(compiled(ledger, [coresOf(1)]), 'core');
    ask(compiled(ledger, [lock]), 'locker');
    line.drain();
    ask(compiled(ledger, [slotsOf(3), lock]), 'large');
    ask(slot(ledger), 'small');
    line.drain();
    for (const label of ['small', 'holder']) done(label);
    expect(line.keptFor(ledger.row('slots', 'counted', 'slots')!)?.owner.label).toBe('large');
    const both = ask(compiled(ledger, [coresOf(1), slotsOf(1)]), 'both');
    line.drain();
    expect(line.waitsFor(both).map(({ resource }) => resource)).toEqual(['cpu']);
  });

  test('given what is kept for it, then that is not what it waits for any more', () => {
    const { ledger, line, ask, done } = machine(2, 1);
    ask(compiled(ledger, [coresOf(1)]), 'core');
    ask(slot(ledger), 'holder');
    line.drain();
    const large = ask(compiled(ledger, [slotsOf(2), coresOf(1)]), 'large');
    ask(slot(ledger), 'small');
    line.drain();
    const other = ask(slot(ledger), 'other');
    for (const label of ['small', 'holder']) done(label);
    expect(line.waitsFor(large).map(({ resource }) => resource)).toEqual(['cpu']);
    expect(line.waitsFor(other)).toMatchObject([{ resource: 'slots', free: 2, keptFor: 'large' }]);
  });

  test('given one of several that is kept for it, then it waits for that one', () => {
    const ledger = new Ledger(['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu', capacity: { units: 2 } })));
    const { line, ask } = lineOver(ledger, { passLimit: 1 });
    for (const identifier of ['gpu_1', 'gpu_2']) {
      ask(compiled(ledger, [{ type: 'gpu', identifier, amount: 1 }]), `on ${identifier}`);
    }
    line.drain();
    const large = ask(compiled(ledger, [{ type: 'gpu', amount: 2 }]), 'large');
    line.drain();
    expect(line.waitsFor(large).map(({ resource }) => resource)).toEqual(['gpu_1', 'gpu_2']);
    ask(compiled(ledger, [{ type: 'gpu', identifier: 'gpu_2', amount: 1 }]), 'small');
    line.drain();
    expect(line.waitsFor(large).map(({ resource }) => resource)).toEqual(['gpu_2']);
  });

  test('given a limit on users, then it counts them as they are', () => {
    const ledger = new Ledger([{ id: 'gpu', type: 'gpu', capacity: { units: 8 }, limits: { maxConcurrentUsers: 1 } }]);
    const { line, ask } = lineOver(ledger);
    const need = compiled(ledger, [{ type: 'gpu' }]);
    ask(need, 'holder');
    const waits = ask(need, 'waits');
    line.drain();
    expect(line.waitsFor(waits)).toMatchObject([{ what: '1 users of gpu', wanted: 1, free: 0, heldBy: ['holder'] }]);
  });

  test('given more holders than anybody reads, then it names the 20 newest', () => {
    const ledger = slots(30);
    const { line, ask } = lineOver(ledger);
    for (let at = 0; at < 30; at++) ask(slot(ledger), `${at}`);
    const waits = ask(slot(ledger), 'waits');
    line.drain();
    const newest = Array.from({ length: 20 }, (_, at) => `${29 - at}`);
    expect(line.waitsFor(waits)[0]?.heldBy).toEqual(newest);
  });
});

describe('what a ticket waits for of a reserved resource', () => {
  const needOf = (ledger: Ledger, user: string, amount: number): Need => {
    const compilation = ledger.compile([slotsOf(amount)], 'resources', [], user);
    if (compilation.kind === 'refused') throw new Error('refused');
    return compilation.need;
  };

  test('given that it is reserved for the one who asks, then it is not kept for another', () => {
    const ledger = slots(2);
    ledger.reserve('slots', 'anna');
    const { line, ask } = lineOver(ledger);
    ask(needOf(ledger, 'anna', 1), 'holder');
    const waits = ask(needOf(ledger, 'anna', 2), 'waits');
    line.drain();
    expect(line.waitsFor(waits)).toMatchObject([{ free: 1, heldBy: ['holder'], keptFor: undefined }]);
  });

  test('given that the reservation is over, then it tells for whom it is kept in line', () => {
    const ledger = slots(2);
    const { line, ask, done } = lineOver(ledger, { passLimit: 1 });
    ledger.reserve('slots', 'anna');
    const anna = needOf(ledger, 'anna', 1);
    ledger.setStatus('slots', 'available');
    ask(slot(ledger), 'holder');
    line.drain();
    ask(slot(ledger, 2), 'large');
    ask(slot(ledger), 'small');
    line.drain();
    done('small');
    const waits = ask(anna, 'anna');
    line.drain();
    expect(line.waitsFor(waits)).toMatchObject([{ free: 1, keptFor: 'large' }]);
  });
});

describe('what a ticket waits for of a rate', () => {
  const calls = (ledger: Ledger, amount: number): Need => compiled(ledger, [{ type: 'external_api', amount }]);
  const api = () => new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);

  test('given that time went on since it was told first, then the seconds count from now', () => {
    const ledger = api();
    const { line, ask } = lineOver(ledger);
    line.advance(START);
    line.advance(START + 100_000);
    ask(calls(ledger, 60), 'burst');
    const waits = ask(calls(ledger, 60), 'waits');
    line.drain();
    line.advance(START + 110_000);
    expect(line.waitsFor(waits)).toMatchObject([{ wanted: 60, free: 10, moreInSeconds: 50 }]);
  });

  test('given that nobody tells the time and all of it is wanted, then no clock refills it', () => {
    const ledger = api();
    const { line, ask } = lineOver(ledger);
    ask(calls(ledger, 60), 'burst');
    const waits = ask(calls(ledger, 60), 'waits');
    line.drain();
    expect(line.waitsFor(waits)[0]?.what).toMatch(/no clock refills it$/);
  });

  test('given that it is in maintenance, then it is not granted at present, however long it takes', () => {
    const ledger = api();
    const { line, ask } = lineOver(ledger);
    line.advance(START);
    const waits = ask(calls(ledger, 1), 'waits');
    ledger.setStatus('api', 'maintenance');
    line.drain();
    const [rate] = line.waitsFor(waits);
    expect(rate?.what).toMatch(/not granted at present$/);
    expect(rate?.moreInSeconds).toBeUndefined();
  });
});
