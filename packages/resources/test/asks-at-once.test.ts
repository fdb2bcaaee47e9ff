import { expect, it } from 'vitest';
import { Ledger, type Ticket } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, lock, slot, slots } from './line-over.ts';

const owner = { label: 'now' };

it('given nobody who waits, when a need that fits is asked for at once, then it is held, and nobody is told', () => {
  const ledger = slots(1);
  const { line, granted } = lineOver(ledger);
  const ticket = line.askAtOnce(slot(ledger), owner);
  expect(ticket?.state).toBe('held');
  expect(granted).toEqual([]);
  expect(line.askAtOnce(slot(ledger), owner)).toBeUndefined();
  line.release(ticket!);
  expect(ledger.usage('slots')?.held).toEqual({ slots: 0 });
});

it('given a holder of the last slot, when it is handed on, then the next one holds it under a later fence', () => {
  const ledger = slots(1);
  const { line, ask, held } = lineOver(ledger);
  ask(slot(ledger), 'first');
  line.drain();
  const first = held.get('first')!;
  const next = line.askAtOnce(slot(ledger), owner, first);
  expect([first.state, next?.state]).toEqual(['over', 'held']);
  expect(next!.fence).toBeGreaterThan(first.fence);
  expect(() => line.release(first)).toThrow('gives back what it does not hold');
});

it('given somebody who waits, also for something else, when something is asked for at once, then it is refused and nothing is changed', () => {
  const ledger = slots(2);
  const { line, ask, held, done } = lineOver(ledger);
  ask(slot(ledger), 'first');
  ask(lock(ledger, 'write'), 'writer');
  line.drain();
  ask(lock(ledger, 'read'), 'reader');
  const first = held.get('first')!;
  expect(line.askAtOnce(slot(ledger), owner)).toBeUndefined();
  expect(line.askAtOnce(slot(ledger), owner, first)).toBeUndefined();
  expect(first.state).toBe('held');
  done('writer');
  expect(line.askAtOnce(slot(ledger), owner, first)?.state).toBe('held');
});

const changes: readonly [string, (ledger: Ledger) => void][] = [
  ['fewer are there', (ledger) => ledger.setCapacity('slots', { slots: 0 })],
  ['the resource is in maintenance', (ledger) => ledger.setStatus('slots', 'maintenance')],
  ['it is reserved for somebody else', (ledger) => ledger.reserve('slots', 'ann')],
];

it.each(changes)('given a slot that is held while %s, when it is handed on, then that is refused', (_, change) => {
  const ledger = slots(1);
  const { line, ask, held } = lineOver(ledger);
  const need = slot(ledger);
  ask(need, 'first');
  line.drain();
  change(ledger);
  expect(line.askAtOnce(need, owner, held.get('first'))).toBeUndefined();
  expect(held.get('first')!.state).toBe('held');
});

it('given what is used up by its holder, when it is handed on, then that is refused: it has to be taken anew', () => {
  const ledger = new Ledger([{ id: 'calls', type: 'external_api', capacity: { requests_per_minute: 2 } }]);
  const { line, ask, held } = lineOver(ledger);
  line.advance(0);
  const call = compiled(ledger, [{ type: 'external_api', identifier: 'calls', amount: 2 }]);
  ask(call, 'first');
  line.drain();
  expect(line.askAtOnce(call, owner, held.get('first'))).toBeUndefined();
  expect(line.askAtOnce(call, owner)).toBeUndefined();
  line.advance(60_000);
  expect(line.askAtOnce(call, owner)?.state).toBe('held');
});

it('given a holder of more or of a part, when another need is asked for instead, then that is refused', () => {
  const ledger = slots(4);
  const { line, ask, held } = lineOver(ledger);
  ask(slot(ledger, 2), 'two');
  line.drain();
  const two: Ticket = held.get('two')!;
  expect(line.askAtOnce(slot(ledger), owner, two)).toBeUndefined();
  line.release(two);
  expect(line.askAtOnce(slot(ledger, 2), owner, two)).toBeUndefined();
});
