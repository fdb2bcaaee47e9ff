import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

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

test('a lane withdrawn inside a grant leaves its place to the next', () => {
  const ledger = slots(2);
  const granted: string[] = [];
  const tickets = new Map<string, Ticket>();
  const line: WaitingLine<Owner> = new WaitingLine<Owner>({
    ledger,
    onGrant: ({ owner }) => {
      granted.push(owner.label);
      if (owner.label === 'a') line.withdraw(tickets.get('b')!);
    },
  });
  const both = line.tryTake(slot(ledger, 2), { label: 'both' })!;
  for (const label of ['a', 'b', 'c']) {
    const need = compiled(ledger, [
      { type: 'queue', identifier: 'slots' },
      { type: 'lock', identifier: label },
    ]);
    tickets.set(label, line.ask(need, 1, { label }));
  }
  line.drain();
  line.release(both);
  line.drain();
  expect(granted).toEqual(['a', 'c']);
});

test('tasks that end inside their grant do not pile up on the stack', () => {
  const ledger = slots(1);
  let granted = 0;
  const line: WaitingLine<Owner> = new WaitingLine<Owner>({
    ledger,
    onGrant: (ticket) => {
      granted += 1;
      line.release(ticket);
      line.drain();
    },
  });
  const need = slot(ledger);
  for (let at = 0; at < 50_000; at++) line.ask(need, 1, { label: 'task' });
  line.drain();
  expect(granted).toBe(50_000);
});

test('a rank that is none is told', () => {
  const ledger = slots(1);
  const { ask } = lineOver(ledger);
  for (const rank of [-1, 4, 0.5, Number.NaN]) expect(() => ask(slot(ledger), 'a', rank)).toThrow(UsageError);
});

test('a patience or pass limit that is none is told', () => {
  for (const options of [
    { patience: -1 },
    { patience: Number.POSITIVE_INFINITY },
    { passLimit: 0 },
    { passLimit: Number.NaN },
  ]) {
    expect(() => lineOver(slots(1), options)).toThrow(UsageError);
  }
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
