import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const owner = { label: 'test' };

function api(): { ledger: Ledger; calls: (amount: number) => Need; level: () => number | undefined } {
  const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);
  ledger.advance(START);
  return {
    ledger,
    calls: (amount) => compiled(ledger, [{ type: 'external_api', amount }]),
    level: () => ledger.level('api', 'requests_per_minute'),
  };
}

describe('what is granted of a rate', () => {
  test('given that its level was set lower, then it is no more than that', () => {
    const { ledger, calls } = api();
    ledger.setLevel('api', 'requests_per_minute', 3);
    expect(ledger.tryTake(calls(4), owner)).toBeUndefined();
    expect(ledger.tryTake(calls(3), owner)).toBeDefined();
  });

  test('given that its capacity was raised, then it is what was there before', () => {
    const { ledger, calls } = api();
    ledger.tryTake(calls(50), owner);
    ledger.setCapacity('api', { requests_per_minute: 600 });
    expect(ledger.tryTake(calls(11), owner)).toBeUndefined();
    expect(ledger.tryTake(calls(10), owner)).toBeDefined();
  });

  test('given that its capacity is set to what it was, then parts of a token are not lost', () => {
    const { ledger, calls, level } = api();
    ledger.tryTake(calls(60), owner);
    ledger.advance(START + SECOND / 2);
    ledger.setCapacity('api', { requests_per_minute: 60 });
    ledger.advance(START + SECOND);
    expect(level()).toBe(1);
  });

  test('given a clock that is set back late, then time goes on from there', () => {
    const { ledger, calls, level } = api();
    ledger.advance(START + 100 * SECOND);
    ledger.tryTake(calls(60), owner);
    ledger.advance(START - 3_600 * SECOND);
    expect(level()).toBe(0);
    ledger.advance(START - 3_590 * SECOND);
    expect(level()).toBe(10);
    ledger.tryTake(calls(10), owner);
    const { line, ask } = lineOver(ledger);
    ask(calls(10), 'waits');
    line.drain();
    expect(line.nextRefill()).toBe(START - 3_580 * SECOND);
  });
});

test('how long something was held counts from its grant, whenever that was', () => {
  const ledger = slots(1);
  ledger.advance(START);
  ledger.advance(START + 10 * SECOND);
  const held = ledger.tryTake(slot(ledger), owner)!;
  ledger.advance(START + 15 * SECOND);
  ledger.give(held);
  expect(ledger.usage('slots')).toMatchObject({ usedSeconds: 5 });
});

test('of several that can serve, the one is chosen of which the smaller part is used, whatever their sizes', () => {
  const ledger = new Ledger([
    { id: 'large', type: 'gpu', capacity: { units: 8 } },
    { id: 'small', type: 'gpu', capacity: { units: 2 } },
  ]);
  ledger.tryTake(compiled(ledger, [{ type: 'gpu', identifier: 'large', amount: 2 }]), owner);
  ledger.tryTake(compiled(ledger, [{ type: 'gpu', identifier: 'small', amount: 1 }]), owner);
  const chosen = ledger.tryTake(compiled(ledger, [{ type: 'gpu', amount: 1 }]), owner);
  expect(chosen?.shape?.parts.map(({ row }) => row.resource)).toEqual(['large']);
});

describe('giving back a part', () => {
  test('of what is not held, or by one that holds nothing, is told and changes nothing', () => {
    const ledger = slots(2);
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 1 } });
    const { line, held, ask } = lineOver(ledger);
    ask(slot(ledger, 2), 'holder');
    const waits = ask(slot(ledger), 'waits');
    const both = compiled(ledger, [{ type: 'cpu' }, { type: 'queue', identifier: 'slots' }]);
    line.drain();
    expect(() => line.releasePart(waits, 'slots')).toThrow(UsageError);
    expect(() => line.releasePart(held.get('holder')!, 'cpu')).toThrow(UsageError);
    line.release(held.get('holder')!);
    const taken = line.tryTake(both, owner)!;
    expect(() => line.releasePart(taken, 'ghost')).toThrow(/"ghost", which it does not hold/);
    line.releasePart(taken, 'cpu');
    expect(ledger.usage('slots')?.holders).toEqual(['test', 'waits']);
    expect(ledger.usage('cpu')?.held).toEqual({ cores: 0 });
  });
});
