import { DefinitionError, UsageError } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allocation, Ledger } from '../src/index.ts';
import { compiled } from './compiled.ts';

const owner = { label: 'test' };
const cpu = (cores: number): Ledger => new Ledger([{ id: 'cpu', type: 'cpu', capacity: { cores } }]);

describe('declaring', () => {
  test('a resource that is not valid is refused with all its problems', () => {
    const ledger = new Ledger();
    const add = (): void =>
      ledger.add({
        id: '',
        type: 'gpu',
        capacity: { units: -1, Big: 2 },
        status: 'gone' as never,
        limits: { maxCpuCores: 0 },
      });
    expect(add).toThrow(DefinitionError);
    try {
      add();
    } catch (error) {
      expect((error as DefinitionError).problems.map(({ path, code }) => [path, code])).toEqual([
        ['id', 'invalid_id'],
        ['status', 'unknown_status'],
        ['capacity.units', 'invalid_amount'],
        ['capacity.Big', 'invalid_unit'],
        ['limits.maxCpuCores', 'invalid_limit'],
      ]);
    }
  });

  test.each([
    [{ id: 'a', type: 'gpu', capacity: {} }, 'no_capacity'],
    [{ id: 'a', type: 'nothing', capacity: {} }, 'unknown_type'],
    [{ id: 'a', type: 'gpu', capacity: undefined }, 'no_capacity'],
    [{ id: 'a', type: 'lock', capacity: { holders: 2 } }, 'invalid_amount'],
    [{ id: 'a', type: 'gpu', capacity: { units: 1e12 } }, 'invalid_amount'],
  ])('%j is refused as %s', (definition, code) => {
    try {
      new Ledger().add(definition as never);
      expect.unreachable();
    } catch (error) {
      expect((error as DefinitionError).problems.map((problem) => problem.code)).toContain(code);
    }
  });

  test('an id is given once', () => {
    const ledger = cpu(1);
    expect(() => ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 2 } })).toThrow(UsageError);
  });

  test('a limit on users counts grants, however little each takes', () => {
    const ledger = new Ledger([
      { id: 'gpu_1', type: 'gpu', capacity: { units: 8 }, limits: { maxConcurrentUsers: 2 } },
    ]);
    const need = compiled(ledger, [{ type: 'gpu' }, { type: 'gpu' }]);
    const held = [ledger.tryTake(need, owner), ledger.tryTake(need, owner), ledger.tryTake(need, owner)];
    expect(held.map((allocation) => allocation !== undefined)).toEqual([true, true, false]);
    ledger.give(held[0]!);
    expect(ledger.tryTake(need, owner)).toBeDefined();
  });
});

describe('granting', () => {
  test('is all or nothing', () => {
    const ledger = new Ledger([
      { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
      { id: 'memory', type: 'memory', capacity: { gb: 1 } },
    ]);
    const need = compiled(ledger, [
      { type: 'cpu', amount: 2 },
      { type: 'memory', amount: 1 },
    ]);
    expect(ledger.tryTake(need, owner)).toBeDefined();
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    expect(ledger.usage('cpu')?.held).toEqual({ cores: 2 });
  });

  test('readers share a lock, a writer has it alone', () => {
    const ledger = new Ledger();
    const read = compiled(ledger, [{ type: 'lock', identifier: 'db', mode: 'read' }]);
    const write = compiled(ledger, [{ type: 'lock', identifier: 'db', mode: 'write' }]);
    const readers = [ledger.tryTake(read, owner)!, ledger.tryTake(read, owner)!];
    expect(ledger.tryTake(write, owner)).toBeUndefined();
    for (const reader of readers) ledger.give(reader);
    const writer = ledger.tryTake(write, owner)!;
    expect(ledger.tryTake(read, owner)).toBeUndefined();
    expect(ledger.tryTake(write, owner)).toBeUndefined();
    ledger.give(writer);
    expect(ledger.tryTake(read, owner)).toBeDefined();
  });

  test('giving back twice is told', () => {
    const ledger = cpu(2);
    const allocation = ledger.tryTake(compiled(ledger, [{ type: 'cpu' }]), owner)!;
    ledger.give(allocation);
    expect(() => ledger.give(allocation)).toThrow(UsageError);
    expect(ledger.usage('cpu')?.held).toEqual({ cores: 0 });
  });

  test('amounts without a finite binary form restore exactly', () => {
    const ledger = cpu(1);
    const amounts = fc.array(fc.double({ min: 0.001, max: 0.4, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(amounts, (taken) => {
        const held = taken.map((amount) => ledger.tryTake(compiled(ledger, [{ type: 'cpu', amount }]), owner));
        expect(ledger.usage('cpu')!.held.cores).toBeLessThanOrEqual(1);
        for (const allocation of held) if (allocation !== undefined) ledger.give(allocation);
        expect(ledger.usage('cpu')?.held).toEqual({ cores: 0 });
      }),
    );
  });

  test('three thirds are a whole', () => {
    const ledger = cpu(1);
    const third = compiled(ledger, [{ type: 'cpu', amount: 1 / 3 }]);
    expect([1, 2, 3, 4].map(() => ledger.tryTake(third, owner) !== undefined)).toEqual([true, true, true, false]);
  });
});

describe('changing', () => {
  test('a lower capacity takes nothing away, and grants wait until it fits', () => {
    const ledger = cpu(4);
    const need = compiled(ledger, [{ type: 'cpu', amount: 2 }]);
    const held = [ledger.tryTake(need, owner)!, ledger.tryTake(need, owner)!];
    ledger.setCapacity('cpu', { cores: 2 });
    expect(ledger.usage('cpu')).toMatchObject({ capacity: { cores: 2 }, held: { cores: 4 }, status: 'in_use' });
    ledger.give(held[0]!);
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    ledger.give(held[1]!);
    expect(ledger.tryTake(need, owner)).toBeDefined();
    expect(ledger.tryTake(need, owner)).toBeUndefined();
  });

  test('a higher capacity is granted at once', () => {
    const ledger = cpu(1);
    const need = compiled(ledger, [{ type: 'cpu' }]);
    ledger.tryTake(need, owner);
    ledger.setCapacity('cpu', { cores: 2 });
    expect(ledger.tryTake(need, owner)).toBeDefined();
    expect(compiled(ledger, [{ type: 'cpu', amount: 2 }])).toBeDefined();
  });

  test('in maintenance nothing new is granted, and what was held comes back', () => {
    const ledger = cpu(2);
    const need = compiled(ledger, [{ type: 'cpu' }]);
    const held = ledger.tryTake(need, owner)!;
    ledger.setStatus('cpu', 'maintenance');
    expect(ledger.usage('cpu')).toMatchObject({ status: 'maintenance', capacity: { cores: 2 } });
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    ledger.setCapacity('cpu', { cores: 8 });
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    ledger.give(held);
    ledger.setStatus('cpu', 'available');
    expect(ledger.tryTake(compiled(ledger, [{ type: 'cpu', amount: 8 }]), owner)).toBeDefined();
  });

  test('an unknown resource or unit is told', () => {
    const ledger = cpu(1);
    expect(() => ledger.setCapacity('gpu', { units: 1 })).toThrow(UsageError);
    expect(() => ledger.setCapacity('cpu', { gb: 1 })).toThrow(UsageError);
    expect(() => ledger.setCapacity('cpu', { cores: -1 })).toThrow(DefinitionError);
    expect(() => ledger.setStatus('gpu', 'available')).toThrow(UsageError);
  });

  test('a removed resource retires the needs that name it, and its place serves another', () => {
    const ledger = cpu(1);
    const need = compiled(ledger, [{ type: 'cpu' }]);
    expect(ledger.remove('cpu')).toBe(true);
    expect(ledger.remove('cpu')).toBe(false);
    ledger.add({ id: 'gpu', type: 'gpu', capacity: { units: 1 } });
    expect(need.retired).toBe(true);
    expect(ledger.tryTake(need, owner)).toBeUndefined();
    expect(ledger.tryTake(compiled(ledger, [{ type: 'gpu' }]), owner)).toBeDefined();
  });
});

test('a resource of nothing is not in use', () => {
  const ledger = cpu(0);
  expect(ledger.usage('cpu')).toMatchObject({ status: 'available', held: { cores: 0 } });
  expect(ledger.compile([{ type: 'cpu' }]).kind).toBe('refused');
});

test('usage tells who holds what, and how often it was granted, past needs included', () => {
  const ledger = new Ledger([{ id: 'pool', type: 'queue', capacity: { slots: 3 } }]);
  ledger.add({ id: 'run', type: 'queue', capacity: { slots: 3 } });
  const nested = compiled(ledger, [
    { type: 'queue', identifier: 'pool' },
    { type: 'queue', identifier: 'run' },
  ]);
  const plain = compiled(ledger, [{ type: 'queue', identifier: 'pool' }]);
  ledger.give(ledger.tryTake(nested, { label: 'a' })!);
  ledger.remove('run');
  const held: Allocation[] = [ledger.tryTake(plain, { label: 'b' })!, ledger.tryTake(plain, { label: 'c' })!];
  ledger.tryTake(plain, { label: 'b' });
  expect(ledger.usage('pool')).toMatchObject({ holders: ['b', 'c'], grants: 4, held: { slots: 3 }, status: 'in_use' });
  ledger.give(held[0]!);
  expect(ledger.usage('pool')).toMatchObject({ holders: ['b', 'c'], status: 'available' });
  ledger.give(held[1]!);
  expect(ledger.usage('pool')).toMatchObject({ holders: ['b'], held: { slots: 1 } });
  expect(ledger.usage('run')).toBeUndefined();
});
