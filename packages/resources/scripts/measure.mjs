// Prints what an ask, and a grant with its release, cost at several numbers of waiting tickets: best and median of some
// rounds in wall-clock nanoseconds, and how many heads are looked at for a grant. Run it after a build, on a quiet machine.
import { Ledger, ResourceManager, WaitingLine } from '@codomyrmex/resources';

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

const ledger = new Ledger([
  { id: 'workers', type: 'queue', capacity: { slots: 16 } },
  { id: 'api', type: 'external_api', capacity: { requests_per_second: 1_000_000 } },
]);
const line = new WaitingLine({ ledger, onGrant: () => {} });
const callNeed = needOf(ledger, [{ type: 'external_api' }]);
let now = 0;
const clock = { now: () => now, after: () => () => {} };
const manager = new ResourceManager({
  clock,
  resources: [
    { id: 'cpu', type: 'cpu', capacity: { cores: 64 } },
    { id: 'memory', type: 'memory', capacity: { gb: 64 } },
  ],
});
const need = needOf(ledger, [slot]);
const single = {
  'ledger: take + give': () => ledger.give(ledger.tryTake(need, owner)),
  'line, nobody waiting: ask + grant + release': () => {
    const ticket = line.ask(need, 1, owner);
    line.drain();
    line.release(ticket);
  },
  'ledger: take of a rate, a microsecond passes': () => {
    now += 0.001;
    ledger.advance(now);
    ledger.give(ledger.tryTake(callNeed, owner));
  },
  'door: allocate and deallocate cores and memory': () => {
    manager.allocateResources('user', { cpu: { cores: 2 }, memory: { gb: 4 } }, 60);
    manager.deallocateResources('user');
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

/** At the door: all wait for one core of one, each gives it back at once. */
async function doorRound(count) {
  const door = new ResourceManager({ clock, resources: [{ id: 'cpu', type: 'cpu', capacity: { cores: 1 } }] });
  door.allocateResources('first', { cpu: 1 });
  const start = performance.now();
  const waiting = Array.from({ length: count }, (_, at) =>
    door.acquireResources(`${at}`, { cpu: 1 }).then(() => door.deallocateResources(`${at}`)),
  );
  const asked = performance.now();
  door.deallocateResources('first');
  await Promise.all(waiting);
  return [asked - start, performance.now() - asked].map((ms) => (ms * 1_000) / count);
}
for (const count of [1_000, 10_000]) {
  for (let at = 0; at < 5; at++) await doorRound(count);
  const rounds = [];
  for (let at = 0; at < 20; at++) rounds.push(await doorRound(count));
  const of = (part) => sorted(rounds.map((round) => round[part]))[10].toFixed(1);
  console.log(`door, ${count} waiting: ask ${of(0)} µs, grant + release ${of(1)} µs each (median)`);
}

/** Waiting for tokens: the time of one second's refill and drain, with so many of other amounts waiting. */
for (const count of [1_000, 100_000]) {
  const waitLedger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_second: 100 } }]);
  const waitLine = new WaitingLine({ ledger: waitLedger, onGrant: () => {} });
  const needs = Array.from({ length: 50 }, (_, at) => needOf(waitLedger, [{ type: 'external_api', amount: 1 + at }]));
  waitLine.advance(0);
  for (let at = 0; at < count; at++) waitLine.ask(needs[at % needs.length], 1, owner);
  waitLine.drain();
  const before = [waitLine.size, performance.now()];
  const SECONDS = 200;
  for (let second = 1; second <= SECONDS && waitLine.size > 0; second++) {
    waitLine.advance(second * 1_000);
    waitLine.drain();
  }
  const grants = before[0] - waitLine.size;
  const each = ((performance.now() - before[1]) * 1_000) / grants;
  console.log(`rate, ${count} waiting: ${each.toFixed(1)} µs for each of ${grants} grants`);
}
