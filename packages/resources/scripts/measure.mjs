// Prints what an ask, and a grant with its release, cost at several numbers of waiting tickets: best and median of some
// rounds in wall-clock nanoseconds, and how many heads are looked at for a grant. Run it after a build, on a quiet machine.
import { Ledger, WaitingLine } from '@codomyrmex/resources';

const owner = { label: 'measure' };
const slot = { type: 'queue', identifier: 'workers' };

function needOf(ledger, requests) {
  const compiled = ledger.compile(requests);
  if (compiled.kind === 'need') return compiled.need;
  throw new Error(compiled.problems.map(({ message }) => message).join('; '));
}

/** All tickets ask before the first is granted; each gives back at once what it was granted, one drain for each. */
function round(count, needsOf) {
  const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
  const needs = needsOf(ledger);
  const held = [];
  const line = new WaitingLine({ ledger, onGrant: (ticket) => held.push(ticket) });
  const start = performance.now();
  for (let at = 0; at < count; at++) line.ask(needs[at % needs.length], 1, owner);
  const asked = performance.now();
  line.drain();
  for (let ticket = held.pop(); ticket !== undefined; ticket = held.pop()) {
    line.release(ticket);
    line.drain();
  }
  const end = performance.now();
  if (line.size > 0) throw new Error(`${line.size} of ${count} were not granted`);
  return { ask: ((asked - start) * 1e6) / count, grant: ((end - asked) * 1e6) / count, looks: line.looks / count };
}

const cases = {
  'a slot': (ledger) => [needOf(ledger, [slot])],
  'a slot of all and of the run': (ledger) => {
    ledger.add({ id: 'run', type: 'queue', capacity: { slots: 8 } });
    return [needOf(ledger, [slot, { type: 'queue', identifier: 'run' }])];
  },
  'slot, core, memory, read lock': (ledger) => {
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 16 } });
    ledger.add({ id: 'memory', type: 'memory', capacity: { gb: 16 } });
    const lock = { type: 'lock', identifier: 'db', mode: 'read' };
    return [needOf(ledger, [slot, { type: 'cpu' }, { type: 'memory', amount: { mb: 512 } }, lock])];
  },
  '1,000 runs with own slots': (ledger) =>
    Array.from({ length: 1_000 }, (_, run) => {
      ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 4 } });
      return needOf(ledger, [slot, { type: 'queue', identifier: `run:${run}` }]);
    }),
};

const sorted = (values) => values.sort((a, b) => a - b);
const best = (values) => sorted(values)[0].toFixed(0).padStart(5);
const median = (values) => sorted(values)[values.length >> 1].toFixed(0).padStart(5);

for (const [name, needsOf] of Object.entries(cases)) {
  for (let at = 0; at < 5; at++) round(20_000, needsOf);
  for (const [count, times] of [
    [1_000, 300],
    [100_000, 15],
    [1_000_000, 5],
  ]) {
    const rounds = Array.from({ length: times }, () => round(count, needsOf));
    const asks = rounds.map(({ ask }) => ask);
    const grants = rounds.map(({ grant }) => grant);
    console.log(
      `${name.padEnd(30)} ${String(count).padStart(9)} waiting: ask ${best(asks)} /${median(asks)} ns, ` +
        `grant + release ${best(grants)} /${median(grants)} ns, ${rounds[0].looks.toFixed(2)} looks`,
    );
  }
}

const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
const line = new WaitingLine({ ledger, onGrant: () => {} });
const need = needOf(ledger, [slot]);
const single = {
  'ledger: take + give': () => ledger.give(ledger.tryTake(need, owner)),
  'line, nobody waiting: ask + grant + release': () => {
    const ticket = line.ask(need, 1, owner);
    line.drain();
    line.release(ticket);
  },
  'compile one request': () => needOf(ledger, [slot]),
  'compile a slot and two locks': () =>
    needOf(ledger, [slot, { type: 'lock', identifier: 'a' }, { type: 'lock', identifier: 'b' }]),
};
for (const [name, step] of Object.entries(single)) {
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    for (let at = 0; at < 100_000; at++) step();
    return (performance.now() - start) * 10;
  });
  console.log(`${name.padEnd(48)} ${best(times)} /${median(times)} ns`);
}
