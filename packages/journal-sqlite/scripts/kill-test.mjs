// Kills processes that append, and checks that nothing acknowledged is lost and that no run has a gap.
//   node scripts/kill-test.mjs [kills = 600] [seed]      (build first)
// Two processes at once share the data folder, one relaxed and one strict; the next two go on with what they left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from '@codomyrmex/journal-sqlite';
import { eventAt } from './kill-event.mjs';

const [kills = 600, seed = 20261120] = process.argv.slice(2).map(Number);
const child = fileURLToPath(new URL('./kill-child.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kill-test-'));
const random = seeded(seed);
/** By run: how many events were acknowledged. */
const acknowledged = new Map();
/** Those of the last two processes. */
const touched = new Set();
let killed = 0;

try {
  while (killed < kills) {
    const round = ['relaxed', 'strict'].slice(0, kills - killed);
    await Promise.all(round.map((durability, index) => killOne(durability, killed + index)));
    killed += round.length;
    await check(touched);
    touched.clear();
  }
  await check(acknowledged.keys());
  const events = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
  console.log(JSON.stringify({ killed, runs: acknowledged.size, acknowledged: events, lost: 0 }));
} finally {
  rmSync(folder, { recursive: true });
}

/** Lives until some of its appends were acknowledged, and then a random moment longer. */
async function killOne(durability, number) {
  const process = spawn(globalThis.process.execPath, [child, folder, durability, String(number), String(random())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(process, 'exit');
  let left = 1 + Math.floor(random() * 300);
  for await (const line of createInterface({ input: process.stdout })) {
    const [run, count] = line.split(' ');
    touched.add(run);
    acknowledged.set(run, Math.max(acknowledged.get(run) ?? 0, Number(count)));
    // What was written before the signal arrives still comes, and counts.
    if (--left === 0) process.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`a child ended with ${code ?? signal} before it was killed`);
}

async function check(runs) {
  const { journal, problems, close } = await openStore({ folder, durability: 'relaxed' });
  const heads = await journal.list({ limit: 1_000_000 });
  if (problems().length > 0) throw problems()[0];
  const owned = heads.find(({ phase }) => phase.kind === 'owned');
  if (owned !== undefined) throw new Error(`run ${owned.id} is owned by a dead process`);
  for (const run of runs) {
    const count = acknowledged.get(run);
    const events = await journal.read(run);
    if (events.length < count) throw new Error(`run ${run}: ${count} events acknowledged, ${events.length} there`);
    for (const [position, event] of events.entries()) {
      const expected = JSON.stringify(eventAt(run, position));
      if (JSON.stringify(event) !== expected) throw new Error(`run ${run} has at ${position} not ${expected}`);
    }
  }
  await close();
}

/** Mulberry32. */
function seeded(state) {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
