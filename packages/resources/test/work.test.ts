import { describe, expect, test } from 'vitest';
import { Ledger, type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';

const workers = { type: 'queue', identifier: 'workers' } as const;

/** Grants and gives back one after another until nobody waits; tells how many heads were looked at for each grant. */
function looksPerGrant(ledger: Ledger, ask: (line: WaitingLine<Owner>) => number): number {
  const held: Ticket[] = [];
  const line = new WaitingLine<Owner>({ ledger, onGrant: (ticket) => held.push(ticket) });
  const count = ask(line);
  line.drain();
  let done = 0;
  for (let ticket = held.shift(); ticket !== undefined; ticket = held.shift()) {
    line.release(ticket);
    line.drain();
    done += 1;
  }
  expect(done).toBe(count);
  return line.looks / count;
}

const owner = { label: 'task' };

describe('the work for one grant', () => {
  test.each([1_000, 50_000])('is one look, with %i tickets of one shape waiting', (count) => {
    const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
    const looks = looksPerGrant(ledger, (line) => {
      const need = compiled(ledger, [workers]);
      for (let at = 0; at < count; at++) line.ask(need, at % 4, owner);
      return count;
    });
    expect(looks).toBeLessThan(1.1);
  });

  test.each([10, 1_000])('does not grow with the runs that wait: %i of them', (runs) => {
    const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
    const looks = looksPerGrant(ledger, (line) => {
      for (let run = 0; run < runs; run++) {
        ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 2 } });
        const need = compiled(ledger, [workers, { type: 'queue', identifier: `run:${run}` }]);
        for (let at = 0; at < 20; at++) line.ask(need, 1, owner);
      }
      return runs * 20;
    });
    expect(looks).toBeLessThan(3);
  });

  test.each([10, 500])('does not grow with the locks that are waited for: %i of them', (locks) => {
    const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
    const looks = looksPerGrant(ledger, (line) => {
      for (let lock = 0; lock < locks; lock++) {
        const need = compiled(ledger, [workers, { type: 'lock', identifier: `lock ${lock}` }]);
        for (let at = 0; at < 20; at++) line.ask(need, 1, owner);
      }
      return locks * 20;
    });
    expect(looks).toBeLessThan(3);
  });

  test('of small requests is not felt by large ones that wait for something else', () => {
    const ledger = new Ledger([
      { id: 'workers', type: 'queue', capacity: { slots: 4 } },
      { id: 'memory', type: 'memory', capacity: { gb: 64 } },
    ]);
    const line = new WaitingLine<Owner>({ ledger, onGrant: () => {} });
    const all = line.tryTake(compiled(ledger, [{ type: 'memory', amount: 64 }]), owner)!;
    for (let gb = 1; gb <= 64; gb++) line.ask(compiled(ledger, [workers, { type: 'memory', amount: gb }]), 1, owner);
    line.drain();
    const small = compiled(ledger, [workers]);
    const before = line.looks;
    for (let at = 0; at < 1_000; at++) {
      const ticket = line.ask(small, 1, owner);
      line.drain();
      line.release(ticket);
    }
    expect(line.looks - before).toBe(1_000);
    line.release(all);
  });
});
