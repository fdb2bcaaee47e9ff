// What an exchange costs on this disk: node scripts/measure-leases.mjs [others]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@codomyrmex/journal-sqlite';
import { FenceNumbers, Ledger, SharedLine } from '@codomyrmex/resources';

const others = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), 'leases-'));
const clock = { now: () => Date.now(), after: () => () => undefined };

async function site() {
  const store = await openStore({ folder, durability: 'relaxed' });
  const fences = new FenceNumbers();
  const ledger = new Ledger(
    [
      { id: 'slots', type: 'queue', capacity: { slots: 4 } },
      { id: 'cpu', type: 'cpu', capacity: { cores: 400 } },
    ],
    {
      fences: fences.next,
    },
  );
  const line = new SharedLine({
    ledger,
    fences,
    clock,
    holdings: store.holdings,
    isShared: (id) => id !== 'slots',
    onGrant: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  const need = (requests) => {
    const compiled = ledger.compile(requests);
    if (compiled.kind === 'refused') throw new Error(compiled.problems[0]?.message);
    return compiled.need;
  };
  return { store, line, need };
}

function measure(what, rounds, act) {
  for (let round = 0; round < rounds / 10; round++) act();
  const started = performance.now();
  for (let round = 0; round < rounds; round++) act();
  console.log(`${what}: ${(((performance.now() - started) * 1_000) / rounds).toFixed(2)} µs`);
}

function takeAndGive({ line, need }, requests) {
  const one = need(requests);
  return () => {
    const ticket = line.ask(one, 1, { label: 'run 7 / load' });
    line.drain();
    line.release(ticket);
    line.drain();
  };
}

const first = await site();
measure(
  'grant and release of a slot, which nobody shares',
  200_000,
  takeAndGive(first, [{ type: 'queue', identifier: 'slots' }]),
);
const cpu = [{ type: 'cpu', amount: 1 }];
measure('grant and release of a core, alone: two exchanges', 2_000, takeAndGive(first, cpu));
const rest = [];
for (let n = 0; n < others; n++) rest.push(await site());
for (const { line, need } of rest) {
  for (let held = 0; held < 10; held++) line.ask(need(cpu), 1, { label: `run ${held} / load` });
  line.drain();
}
measure(`the same beside ${others} processes that hold ten each`, 2_000, takeAndGive(first, cpu));
const acts = [first, ...rest].map((one) => takeAndGive(one, cpu));
let turn = 0;
measure('the same, each in turn', 2_000, () => acts[turn++ % acts.length]());
measure('a look whether anything has changed', 20_000, () => first.store.holdings.changed(Date.now()));
for (const { store } of [first, ...rest]) await store.close();
await rm(folder, { recursive: true });
