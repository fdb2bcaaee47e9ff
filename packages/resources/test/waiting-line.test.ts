import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type Owner, type Ticket, WaitingLine, type WaitingLineOptions } from '../src/index.ts';
import { compiled } from './compiled.ts';

/** A line whose tickets are named and whose grants are written down. */
function lineOver(ledger: Ledger, options: Partial<WaitingLineOptions<Owner>> = {}) {
  const granted: string[] = [];
  const held = new Map<string, Ticket>();
  const line = new WaitingLine<Owner>({
    ledger,
    onGrant: (ticket) => {
      granted.push(ticket.owner.label);
      held.set(ticket.owner.label, ticket);
    },
    ...options,
  });
  const ask = (need: Need, label: string, rank = 1): Ticket => line.ask(need, rank, { label });
  const done = (label: string): void => {
    line.release(held.get(label)!);
    held.delete(label);
    line.drain();
  };
  return { line, granted, ask, done };
}

const slots = (count: number): Ledger => new Ledger([{ id: 'slots', type: 'queue', capacity: { slots: count } }]);
const slot = (ledger: Ledger, amount = 1): Need => compiled(ledger, [{ type: 'queue', identifier: 'slots', amount }]);
const lock = (ledger: Ledger, mode: 'read' | 'write'): Need =>
  compiled(ledger, [{ type: 'lock', identifier: 'db', mode }]);

describe('order', () => {
  test('asks are granted by the next drain, first come first served', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger);
    const tickets = ['a', 'b', 'c', 'd'].map((label) => ask(slot(ledger), label));
    expect(granted).toEqual([]);
    expect(line.size).toBe(4);
    line.drain();
    expect(granted).toEqual(['a', 'b']);
    expect(tickets.map(({ state }) => state)).toEqual(['held', 'held', 'waiting', 'waiting']);
    done('b');
    expect(granted).toEqual(['a', 'b', 'c']);
    expect(tickets.map(({ state }) => state)).toEqual(['held', 'over', 'held', 'waiting']);
    expect(line.size).toBe(1);
  });

  test('of one turn the highest priority goes first, however late it was asked', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger);
    for (const [label, rank] of [
      ['low', 0],
      ['normal', 1],
      ['high', 2],
      ['critical', 3],
    ] as const)
      ask(slot(ledger), label, rank);
    line.drain();
    for (const label of ['critical', 'high', 'normal', 'low']) done(label);
    expect(granted).toEqual(['critical', 'high', 'normal', 'low']);
  });

  test('in order of arrival, priority counts for nothing', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger, { order: 'arrival' });
    const other = compiled(ledger, [
      { type: 'queue', identifier: 'slots' },
      { type: 'lock', identifier: 'x' },
    ]);
    ask(slot(ledger), 'a', 0);
    ask(other, 'b', 1);
    const c = ask(slot(ledger), 'c', 2);
    ask(other, 'd', 3);
    ask(slot(ledger), 'e', 3);
    line.drain();
    line.withdraw(c);
    for (const label of ['a', 'b', 'd', 'e']) done(label);
    expect(granted).toEqual(['a', 'b', 'd', 'e']);
  });

  test('a low one goes after the patience of each level, and its followers wait anew', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger, { patience: 3 });
    for (let at = 0; at < 3; at++) ask(slot(ledger), `low ${at}`, 0);
    for (let at = 0; at < 12; at++) ask(slot(ledger), `high ${at}`, 2);
    line.drain();
    for (let at = 0; at < 14; at++) done(granted.at(-1)!);
    const firstLow = granted.indexOf('low 0');
    const secondLow = granted.indexOf('low 1');
    expect(firstLow).toBe(6);
    expect(secondLow - firstLow).toBe(7);
  });

  test('runs with slots of their own take turns, whatever they have waiting', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger);
    const needs = ['x', 'y'].map((run) => {
      ledger.add({ id: run, type: 'queue', capacity: { slots: 1 } });
      return compiled(ledger, [
        { type: 'queue', identifier: 'slots' },
        { type: 'queue', identifier: run },
      ]);
    });
    for (let at = 0; at < 5; at++) ask(needs[0]!, `x${at}`);
    line.drain();
    for (let at = 0; at < 3; at++) ask(needs[1]!, `y${at}`);
    for (let at = 0; at < 7; at++) done(granted.at(-1)!);
    expect(granted).toEqual(['x0', 'x1', 'y0', 'x2', 'y1', 'x3', 'y2', 'x4']);
  });
});

describe('a head that does not fit', () => {
  test('is passed by smaller ones only so often, then what it lacks is kept for it', () => {
    const ledger = slots(4);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 3 });
    ask(slot(ledger), 'small 0');
    line.drain();
    ask(slot(ledger, 4), 'large');
    for (let at = 1; at <= 10; at++) ask(slot(ledger), `small ${at}`);
    line.drain();
    expect(granted).toEqual(['small 0', 'small 1', 'small 2', 'small 3']);
    for (let at = 0; at <= 3; at++) done(`small ${at}`);
    expect(granted.at(-1)).toBe('large');
    done('large');
    expect(granted.length).toBe(9);
  });

  test('is not passed by what does not use what it lacks', () => {
    const ledger = slots(4);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 1 });
    const writer = lock(ledger, 'write');
    ask(writer, 'holder');
    line.drain();
    ask(
      compiled(ledger, [
        { type: 'queue', identifier: 'slots', amount: 3 },
        { type: 'lock', identifier: 'db', mode: 'write' },
      ]),
      'both',
    );
    for (let at = 0; at < 4; at++) ask(slot(ledger), `slot ${at}`);
    line.drain();
    expect(granted).toEqual(['holder', 'slot 0', 'slot 1', 'slot 2', 'slot 3']);
  });

  test('a writer gets its turn though readers never pause', () => {
    const ledger = new Ledger();
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 4 });
    ask(lock(ledger, 'read'), 'reader 0');
    line.drain();
    ask(lock(ledger, 'write'), 'writer');
    for (let at = 1; at <= 20; at++) {
      ask(lock(ledger, 'read'), `reader ${at}`);
      line.drain();
    }
    expect(granted).toEqual(['reader 0', 'reader 1', 'reader 2', 'reader 3', 'reader 4']);
    for (let at = 0; at <= 4; at++) done(`reader ${at}`);
    expect(granted.at(-1)).toBe('writer');
    done('writer');
    expect(granted.length).toBe(22);
  });

  test('two that are kept different things do not block each other', () => {
    const ledger = new Ledger([
      { id: 'a', type: 'semaphore', capacity: { holders: 2 } },
      { id: 'b', type: 'semaphore', capacity: { holders: 2 } },
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const semaphore = (...identifiers: string[]): Need =>
      compiled(
        ledger,
        identifiers.map((identifier) => ({ type: 'semaphore', identifier, amount: 1 })),
      );
    const all = (first: string, second: string): Need =>
      compiled(ledger, [
        { type: 'semaphore', identifier: first, amount: 2 },
        { type: 'semaphore', identifier: second, amount: 1 },
      ]);
    ask(semaphore('a'), 'a0');
    ask(semaphore('b'), 'b0');
    line.drain();
    ask(all('a', 'b'), 'both');
    ask(all('b', 'a'), 'both turned');
    ask(semaphore('a'), 'a1');
    ask(semaphore('b'), 'b1');
    line.drain();
    for (const label of ['a0', 'b0', 'a1', 'b1']) if (granted.includes(label)) done(label);
    done('both');
    done('both turned');
    expect(granted.toSorted()).toEqual(['a0', 'a1', 'b0', 'b1', 'both', 'both turned']);
  });

  test('and never will keeps nothing from anybody', () => {
    const ledger = slots(4);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const large = slot(ledger, 4);
    ask(slot(ledger), 'small 0');
    line.drain();
    const ticket = ask(large, 'large');
    ask(slot(ledger), 'small 1');
    line.drain();
    ledger.setCapacity('slots', { slots: 3 });
    for (let at = 2; at <= 6; at++) ask(slot(ledger), `small ${at}`);
    line.drain();
    expect(granted.length).toBe(3);
    for (let at = 0; at <= 6; at++) done(`small ${at}`);
    expect(ticket.state).toBe('waiting');
    expect(line.waitsFor(ticket)).toMatchObject([{ what: '4 slots of slots', wanted: 4, free: 3, heldBy: [] }]);
    ledger.setCapacity('slots', { slots: 4 });
    line.drain();
    expect(ticket.state).toBe('held');
  });
});

describe('withdrawing', () => {
  test('takes a request back wherever it stands', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger);
    const [first, second, third] = ['a', 'b', 'c', 'd'].map((label) => ask(slot(ledger), label));
    line.drain();
    expect(line.withdraw(third!)).toBe(true);
    expect(line.withdraw(third!)).toBe(false);
    expect(line.withdraw(second!)).toBe(true);
    expect(line.withdraw(first!)).toBe(false);
    done('a');
    expect(granted).toEqual(['a', 'd']);
    expect(() => line.release(third!)).toThrow(UsageError);
  });

  test('of a head gives free what was kept for it', () => {
    const ledger = slots(2);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 1 });
    ask(slot(ledger), 'a');
    line.drain();
    const large = ask(slot(ledger, 2), 'large');
    ask(slot(ledger), 'b');
    line.drain();
    ledger.setCapacity('slots', { slots: 3 });
    ask(slot(ledger), 'c');
    line.drain();
    expect(granted).toEqual(['a', 'b']);
    line.withdraw(large);
    line.drain();
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  test('inside a grant is as good as outside', () => {
    const ledger = slots(2);
    const granted: string[] = [];
    const tickets: Ticket[] = [];
    const line: WaitingLine<Owner> = new WaitingLine<Owner>({
      ledger,
      onGrant: (ticket) => {
        granted.push(ticket.owner.label);
        if (granted.length === 1) line.withdraw(tickets[1]!);
        line.release(ticket);
        if (granted.length === 2) line.ask(slot(ledger), 3, { label: 'asked inside' });
        line.drain();
      },
    });
    for (const label of ['a', 'b', 'c']) tickets.push(line.ask(slot(ledger), 1, { label }));
    line.drain();
    expect(granted).toEqual(['a', 'c', 'asked inside']);
    expect(line.size).toBe(0);
  });
});

describe('resources that come and go', () => {
  test('cannot be removed while they are held or asked for', () => {
    const ledger = slots(1);
    const { line, ask, done } = lineOver(ledger);
    ask(slot(ledger), 'a');
    const waiting = ask(slot(ledger), 'b');
    expect(ledger.remove('slots')).toBe(false);
    line.drain();
    line.withdraw(waiting);
    expect(ledger.remove('slots')).toBe(false);
    done('a');
    const need = slot(ledger);
    expect(ledger.remove('slots')).toBe(true);
    expect(() => ask(need, 'c')).toThrow(UsageError);
  });

  test('leave no trace in the line', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger);
    for (let run = 0; run < 500; run++) {
      ledger.add({ id: 'run', type: 'queue', capacity: { slots: 1 } });
      const need = compiled(ledger, [
        { type: 'queue', identifier: 'slots' },
        { type: 'queue', identifier: 'run' },
      ]);
      for (const label of ['a', 'b', 'c']) ask(need, label);
      line.drain();
      for (const label of ['a', 'b', 'c']) done(label);
      expect(ledger.remove('run')).toBe(true);
    }
    expect(granted.length).toBe(1_500);
    expect(line.size).toBe(0);
  });

  test('an allocation taken beside the line counts as passing, and its release is granted on', () => {
    const ledger = slots(2);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 2 });
    const first = line.tryTake(slot(ledger), { label: 'beside' })!;
    ask(slot(ledger, 2), 'large');
    line.drain();
    for (let at = 0; at < 2; at++) line.release(line.tryTake(slot(ledger), { label: 'beside' })!);
    expect(line.tryTake(slot(ledger), { label: 'beside' })).toBeUndefined();
    line.release(first);
    line.drain();
    expect(granted).toEqual(['large']);
  });
});

describe('what a ticket waits for', () => {
  test('is told with who holds it and for whom it is kept', () => {
    const ledger = slots(3);
    const { line, ask } = lineOver(ledger, { passLimit: 1 });
    const load = compiled(ledger, [
      { type: 'queue', identifier: 'slots' },
      { type: 'lock', identifier: 'db', mode: 'write' },
    ]);
    ask(load, 'run 7 / load');
    line.drain();
    const writer = ask(load, 'B');
    const large = ask(slot(ledger, 3), 'large');
    ask(slot(ledger), 'small');
    const last = ask(slot(ledger), 'last');
    line.drain();
    expect(line.waitsFor(writer)).toEqual([
      {
        resource: 'slots',
        what: '1 slots of slots',
        wanted: 1,
        free: 1,
        heldBy: ['small', 'run 7 / load'],
        keptFor: 'large',
      },
      { resource: 'lock:db', what: 'write(lock:db)', wanted: 1, free: 0, heldBy: ['run 7 / load'], keptFor: undefined },
    ]);
    expect(line.waitsFor(large)).toMatchObject([{ what: '3 slots of slots', wanted: 3, free: 1, keptFor: undefined }]);
    expect(line.waitsFor(last)).toMatchObject([{ keptFor: 'large' }]);
    line.withdraw(last);
    expect(line.waitsFor(last)).toEqual([]);
  });

  test('of any of several names each of them', () => {
    const ledger = new Ledger(['gpu_a', 'gpu_b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 1 } })));
    const { line, ask, done } = lineOver(ledger);
    const any = compiled(ledger, [{ type: 'gpu' }]);
    for (const label of ['a', 'b', 'c']) ask(any, label);
    line.drain();
    const last = ask(any, 'd');
    expect(line.waitsFor(last).map(({ resource, heldBy }) => [resource, ...heldBy])).toEqual([
      ['gpu_a', 'a'],
      ['gpu_b', 'b'],
    ]);
    done('b');
    done('a');
    expect(last.state).toBe('held');
  });
});

test('a rank that is none is told', () => {
  const ledger = slots(1);
  const { ask } = lineOver(ledger);
  for (const rank of [-1, 4, 0.5, Number.NaN]) expect(() => ask(slot(ledger), 'a', rank)).toThrow(UsageError);
});

test('a listener that throws loses nothing', () => {
  const ledger = slots(3);
  const granted: string[] = [];
  const line = new WaitingLine<Owner>({
    ledger,
    onGrant: ({ owner }) => {
      granted.push(owner.label);
      if (owner.label === 'b') throw new Error('listener');
    },
  });
  for (const label of ['a', 'b', 'c', 'd']) line.ask(slot(ledger), 1, { label });
  expect(() => line.drain()).toThrow('listener');
  line.drain();
  expect(granted).toEqual(['a', 'b', 'c']);
  expect(line.size).toBe(1);
});
