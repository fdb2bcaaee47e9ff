import { Ledger, WaitingLine } from '@codomyrmex/resources';

const owner = { label: 'bench' };
const slot = { type: 'queue', identifier: 'workers' };

function needOf(ledger, requests) {
  const compiled = ledger.compile(requests);
  if (compiled.kind === 'need') return compiled.need;
  throw new Error(compiled.problems.map(({ message }) => message).join('; '));
}

/** What is asked for, as needs of a ledger that has sixteen slots. */
export const demands = {
  'a slot': (ledger) => [needOf(ledger, [slot])],
  'a slot, a core, memory and a read lock': (ledger) => {
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 16 } });
    ledger.add({ id: 'memory', type: 'memory', capacity: { gb: 16 } });
    const lock = { type: 'lock', identifier: 'db', mode: 'read' };
    return [needOf(ledger, [slot, { type: 'cpu' }, { type: 'memory', amount: { mb: 512 } }, lock])];
  },
  'a slot of all and of one run of 1,000': (ledger) =>
    Array.from({ length: 1_000 }, (_, run) => {
      ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 4 } });
      return needOf(ledger, [slot, { type: 'queue', identifier: `run:${run}` }]);
    }),
  'one of 100 locks, written and read': (ledger) =>
    Array.from({ length: 200 }, (_, at) =>
      needOf(ledger, [{ type: 'lock', identifier: `l${at >> 1}`, mode: at % 2 === 0 ? 'write' : 'read' }]),
    ),
};

/**
 * Everybody asks before anybody is granted; each gives back at once what it was granted, one drain for each.
 * @param {number} count who wait
 * @param {(ledger: Ledger) => readonly unknown[]} needsOf
 */
export function waitingRound(count, needsOf) {
  const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
  const needs = needsOf(ledger);
  const held = [];
  const line = new WaitingLine({ ledger, onGrant: (ticket) => held.push(ticket) });
  for (let at = 0; at < count; at++) line.ask(needs[at % needs.length], 1, owner);
  line.drain();
  for (let ticket = held.pop(); ticket !== undefined; ticket = held.pop()) {
    line.release(ticket);
    line.drain();
  }
  if (line.size > 0) throw new Error(`${line.size} of ${count} were not granted`);
}
