// Prints CPU nanoseconds and allocated bytes per ask + grant + release, at several numbers of waiting tickets.
// Run it as: node --expose-gc scripts/measure.mjs (after a build).
import { Ledger, WaitingLine } from '@codomyrmex/resources';

const owner = { label: 'measure' };
const MB = 2 ** 20;

function needOf(ledger, requests) {
  const compiled = ledger.compile(requests);
  if (compiled.kind === 'refused') throw new Error(compiled.problems.map((problem) => problem.message).join('; '));
  return compiled.need;
}

/** All tickets ask at once; whatever is granted is released at once, until none waits. */
function all(count, slots, needsOf) {
  const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots } }]);
  const held = [];
  const line = new WaitingLine({ ledger, onGrant: (ticket) => held.push(ticket) });
  const needs = needsOf(ledger);
  const heapBefore = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  for (let at = 0; at < count; at++) line.ask(needs[at % needs.length], 1, owner);
  const heapWaiting = process.memoryUsage().heapUsed;
  const mid = process.cpuUsage(start);
  line.drain();
  let done = 0;
  for (let ticket = held.pop(); ticket !== undefined; ticket = held.pop()) {
    line.release(ticket);
    line.drain();
    done += 1;
  }
  const { user, system } = process.cpuUsage(start);
  if (done !== count || line.size !== 0) throw new Error(`only ${done} of ${count} were granted`);
  return {
    ns: ((user + system) * 1000) / count,
    ask: ((mid.user + mid.system) * 1000) / count,
    bytes: (heapWaiting - heapBefore) / count,
    looks: line.looks / count,
  };
}

const slot = { type: 'queue', identifier: 'workers' };
const cases = {
  'one slot': (ledger) => [needOf(ledger, [slot])],
  'slot of workers and of a run': (ledger) => {
    ledger.add({ id: 'run', type: 'queue', capacity: { slots: 8 } });
    return [needOf(ledger, [slot, { type: 'queue', identifier: 'run' }])];
  },
  'slot, cores, memory, read lock': (ledger) => {
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 16 } });
    ledger.add({ id: 'memory', type: 'memory', capacity: { gb: 16 } });
    return [
      needOf(ledger, [
        slot,
        { type: 'cpu' },
        { type: 'memory', amount: { mb: 512 } },
        { type: 'lock', identifier: 'db', mode: 'read' },
      ]),
    ];
  },
  '1,000 runs of own slots': (ledger) =>
    Array.from({ length: 1000 }, (_, run) => {
      ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 4 } });
      return needOf(ledger, [slot, { type: 'queue', identifier: `run:${run}` }]);
    }),
};

for (const [name, needsOf] of Object.entries(cases)) {
  all(50_000, 16, needsOf);
  for (const count of [1_000, 100_000, 1_000_000]) {
    const rounds = Array.from({ length: count === 1_000 ? 200 : count === 100_000 ? 7 : 3 }, () =>
      all(count, 16, needsOf),
    );
    rounds.sort((a, b) => a.ns - b.ns);
    const { ns, bytes, looks, ask } = rounds[rounds.length >> 1];
    console.log(
      `${name.padEnd(32)} ${String(count).padStart(9)} waiting: ${ns.toFixed(0).padStart(5)} ns, ` +
        `${ask.toFixed(0)} ask, ${looks.toFixed(2)} looks each, ${bytes.toFixed(0)} bytes waiting each`,
    );
  }
}

{
  const ledger = new Ledger([{ id: 'workers', type: 'queue', capacity: { slots: 16 } }]);
  const need = needOf(ledger, [slot]);
  const line = new WaitingLine({ ledger, onGrant: () => {} });
  const count = 3_000_000;
  for (const [name, step] of [
    ['ledger: take + give', () => ledger.give(ledger.tryTake(need, owner))],
    [
      'line: ask + drain + release, none waiting',
      () => {
        const ticket = line.ask(need, 1, owner);
        line.drain();
        line.release(ticket);
      },
    ],
    [
      'compile 4 requests',
      () =>
        needOf(ledger, [
          slot,
          { type: 'lock', identifier: 'db' },
          { type: 'lock', identifier: 'a' },
          { type: 'file', identifier: 'b' },
        ]),
    ],
    ['compile 1 request', () => needOf(ledger, [slot])],
  ]) {
    const turns = name.startsWith('compile') ? count / 10 : count;
    for (let at = 0; at < turns / 10; at++) step();
    globalThis.gc?.();
    const start = process.cpuUsage();
    for (let at = 0; at < turns; at++) step();
    const { user, system } = process.cpuUsage(start);
    console.log(`${name.padEnd(44)} ${(((user + system) * 1000) / turns).toFixed(0).padStart(5)} ns`);
  }
}
console.log(`heap at the end: ${(process.memoryUsage().heapUsed / MB).toFixed(0)} MB`);
