import { DefinitionError, UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Heap, Ledger, type ResourceDefinition } from '../src/index.ts';
import { compiled, refused } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

const owner = { label: 'test' };
const api = (): Ledger =>
  new Ledger([
    {
      id: 'api',
      type: 'external_api',
      capacity: { tokens_per_minute: 6_000, requests_per_minute: 60 },
      limits: { maxConcurrentUsers: 3 },
    },
  ]);

describe('what a ledger counts', () => {
  test('is found by its kind and unit together', () => {
    const ledger = api();
    expect(ledger.row('api', 'rate', 'requests_per_minute')).toMatchObject({ unit: 'requests_per_minute' });
    expect(ledger.row('api', 'rate', 'tokens_per_minute')).toMatchObject({ unit: 'tokens_per_minute' });
    expect(ledger.row('api', 'users', 'users')).toMatchObject({ kind: 'users' });
    expect(ledger.row('api', 'counted', 'requests_per_minute')).toBeUndefined();
    expect(ledger.row('api', 'rate', 'users')).toBeUndefined();
    expect(ledger.row('ghost', 'rate', 'users')).toBeUndefined();
  });

  test('counts users beside what is used up, also where there is something that is given back as well', () => {
    const capacity = { calls_per_minute: 10 };
    const ledger = new Ledger([
      { id: 'calls', type: 'network', capacity },
      { id: 'both', type: 'network', capacity: { ...capacity, mbps: 100 } },
      { id: 'given back', type: 'network', capacity: { mbps: 100 } },
    ]);
    expect([...ledger.rows()].map(({ resource, kind }) => `${resource} ${kind}`)).toEqual([
      'calls rate',
      'calls users',
      'both rate',
      'both counted',
      'both users',
      'given back counted',
    ]);
    const allocation = ledger.tryTake(
      compiled(ledger, [{ type: 'network', identifier: 'both', amount: { calls_per_minute: 1 } }]),
      owner,
    );
    expect(ledger.remove('both')).toBe(false);
    ledger.give(allocation!);
    expect(ledger.remove('both')).toBe(true);
  });

  test('by a name that every object has is given back, and no rate', () => {
    const ledger = new Ledger([{ id: 'net', type: 'network', capacity: { calls_per_constructor: 2 } }]);
    expect(ledger.rates('net')).toEqual([]);
    expect(ledger.usage('net')).toMatchObject({ capacity: { calls_per_constructor: 2 } });
  });

  test('of a resource that there is not is nothing', () => {
    const ledger = api();
    expect(ledger.rates('ghost')).toEqual([]);
    expect(ledger.level('ghost', 'requests_per_minute')).toBeUndefined();
    expect(() => ledger.setLevel('ghost', 'requests_per_minute', 1)).toThrow(UsageError);
  });
});

describe('the level of a rate', () => {
  test('can be nothing', () => {
    const ledger = api();
    ledger.setLevel('api', 'requests_per_minute', 0);
    expect(ledger.level('api', 'requests_per_minute')).toBe(0);
    expect(() => ledger.setLevel('api', 'requests_per_minute', -1)).toThrow(UsageError);
  });

  test('is not set of what is held and given back', () => {
    const ledger = slots(1);
    expect(() => ledger.setLevel('slots', 'slots', 1)).toThrow(UsageError);
    expect(ledger.level('slots', 'slots')).toBeUndefined();
  });
});

describe('forgetting a need', () => {
  test('once too often while somebody waits leaves it to who compiles it next', () => {
    const ledger = slots(1);
    const { line, ask } = lineOver(ledger);
    const need = slot(ledger);
    const ticket = ask(need, 'waits');
    for (let times = 0; times < 3; times++) ledger.forget(need);
    expect(need.retired).toBe(false);
    expect(slot(ledger)).toBe(need);
    line.withdraw(ticket);
    ledger.forget(need);
    expect(need.retired).toBe(true);
    expect(slot(ledger)).not.toBe(need);
  });
});

describe('forgetting a need that is over', () => {
  test('once more takes nothing from those that came after it', () => {
    const ledger = slots(1);
    const need = slot(ledger);
    ledger.forget(need);
    const same = slot(ledger);
    ledger.forget(need);
    expect(slot(ledger)).toBe(same);
    const { line, granted, ask } = lineOver(ledger);
    ask(same, 'same');
    ask(compiled(ledger, [{ type: 'lock', identifier: 'x' }]), 'other');
    line.drain();
    expect(granted).toEqual(['same', 'other']);
    expect([...ledger.ids()]).toEqual(['slots', 'lock:x']);
  });
});

describe('a resource that is declared anew with other units', () => {
  test('given that no time is told, then it has none', () => {
    const ledger = new Ledger([{ id: 'net', type: 'network', capacity: { mbps: 1 } }]);
    ledger.update('net', { capacity: { calls_per_minute: 5 } });
    expect(ledger.find('net')?.createdAt).toBeUndefined();
    expect(ledger.usage('net')).toMatchObject({ createdAt: undefined, capacity: { calls_per_minute: 5 } });
  });

  test('given when it was changed last, then that is told until it is changed again', () => {
    const [createdAt, updatedAt] = [new Date(1_000), new Date(2_000)];
    const ledger = new Ledger();
    ledger.advance(5_000);
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 1 }, createdAt, updatedAt });
    expect(ledger.usage('cpu')).toMatchObject({ createdAt: 1_000, updatedAt: 2_000 });
    ledger.setCapacity('cpu', { cores: 2 });
    expect(ledger.usage('cpu')).toMatchObject({ createdAt: 1_000, updatedAt: 5_000 });
  });
});

test('a lock whose id another resource has is not that resource', () => {
  const ledger = new Ledger([{ id: 'lock:db', type: 'queue', capacity: { slots: 1 } }]);
  expect(refused(ledger, [{ type: 'lock', identifier: 'db' }])).toHaveLength(1);
  expect(ledger.usage('lock:db')).toMatchObject({ type: 'queue', held: { slots: 0 } });
});

test('requests in another order are the same need', () => {
  const ledger = new Ledger(['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu', capacity: { units: 2 } })));
  const [gpu, lock] = [{ type: 'gpu' } as const, { type: 'lock', identifier: 'x' } as const];
  expect(compiled(ledger, [gpu, lock])).toBe(compiled(ledger, [lock, gpu]));
});

test('grants of a need that is over count for the resource that served, and for no other', () => {
  const ledger = new Ledger(['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu', capacity: { units: 2 } })));
  const need = compiled(ledger, [{ type: 'gpu', amount: 2 }]);
  ledger.give(ledger.tryTake(need, owner)!);
  ledger.forget(need);
  expect(ledger.list().map(({ grants }) => grants)).toEqual([1, 0]);
});

test('a definition that is not valid is refused with where and why in its message', () => {
  const add = () => new Ledger().add({ id: 'cpu', type: 'cpu', capacity: { cores: -1 } });
  expect(add).toThrow(DefinitionError);
  expect(add).toThrow(/"cpu".*capacity\.cores: \S+/);
});

test('a ledger has room for 100,000 resources, mentioned ones included, and what is refused for want of room leaves no trace', () => {
  const queue = (id: string): ResourceDefinition => ({ id, type: 'queue', capacity: { slots: 1 } });
  const ledger = new Ledger(Array.from({ length: 99_999 }, (_, at) => queue(`queue ${at}`)));
  const [a, b] = [{ type: 'lock', identifier: 'a' } as const, { type: 'lock', identifier: 'b' } as const];
  expect(refused(ledger, [a, b])).toEqual([['resources[1].identifier', 'too_many_resources']]);
  expect(ledger.has('lock:a')).toBe(false);
  const need = compiled(ledger, [a]);
  expect(() => ledger.add(queue('one more'))).toThrow(/100000 resources/);
  ledger.forget(need);
  ledger.add(queue('one more'));
  expect(ledger.has('one more')).toBe(true);
});

test('a rank that is none is told with those that there are', () => {
  const ledger = slots(1);
  const { ask } = lineOver(ledger);
  expect(() => ask(slot(ledger), 'a', 4)).toThrow(/from 0 to 3, not 4/);
});

test('a heap of one is empty after it was taken out', () => {
  const heap = new Heap<{ index: number }>(() => false);
  const item = { index: -1 };
  heap.push(item);
  heap.remove(item);
  expect([heap.size, heap.first, item.index]).toEqual([0, undefined, -1]);
});
