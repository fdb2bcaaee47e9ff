import { InternalError } from '@codomyrmex/core';
import { expect, test } from 'vitest';
import { Ledger, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

test('every grant has a larger fence than those before it, whether it was waited for or not', () => {
  const ledger = slots(1);
  const { line, granted, ask, done } = lineOver(ledger);
  const tickets = ['a', 'b', 'c'].map((label) => ask(slot(ledger), label));
  expect(tickets.map(({ fence }) => fence)).toEqual([0, 0, 0]);
  line.drain();
  for (const label of ['a', 'b', 'c']) done(label);
  expect(granted).toEqual(['a', 'b', 'c']);
  expect(tickets.map(({ fence }) => fence)).toEqual([1, 2, 3]);
  expect(line.tryTake(slot(ledger), { label: 'd' })?.fence).toBe(4);
  expect(tickets[0]?.fence).toBe(1);
});

test('fences come from whoever numbers the grants of several ledgers', () => {
  let last = 100;
  const ledgers = ['x', 'y'].map((id) => {
    return new Ledger([{ id, type: 'gpu', capacity: { units: 9 } }], { fences: () => ++last });
  });
  const fences = [0, 1, 0].map((at) => {
    const ledger = ledgers[at]!;
    return ledger.tryTake(compiled(ledger, [{ type: 'gpu' }]), { label: 'user' })?.fence;
  });
  expect(fences).toEqual([101, 102, 103]);
});

test('a fence that does not rise is refused before anything is taken', () => {
  const ledger = new Ledger([{ id: 'x', type: 'gpu', capacity: { units: 2 } }], { fences: () => 7 });
  const line = new WaitingLine({ ledger, onGrant: () => {} });
  const need = compiled(ledger, [{ type: 'gpu' }]);
  expect(line.tryTake(need, { label: 'first' })?.fence).toBe(7);
  expect(() => line.tryTake(need, { label: 'second' })).toThrow(InternalError);
  expect(ledger.usage('x')?.held).toEqual({ units: 1 });
});
