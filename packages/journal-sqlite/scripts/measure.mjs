// Measures the store on this machine and disk (build first). Only ratios within one run count: others share the disk.
//   node scripts/measure.mjs [folder]
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openStore } from '@codomyrmex/journal-sqlite';

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'measure-'));
const definition = { name: 'w', steps: Array.from({ length: 10 }, (_, n) => ({ name: `s${n}`, action: 'shell.run' })) };
const record = (id) => ({ id, workflow: 'w', definition, parameters: {}, workspace: folder, createdAt: Date.now() });
const started = { type: 'run_started', at: Date.now() };
const output = { kind: 'inline', value: { exit_code: 0, text: 'x'.repeat(60) } };
/** What one step of a chain appends: its end, and the start of the next. */
const step = (n) => [
  { type: 'attempt_succeeded', at: 1_790_000_000_000 + n, task: n, attempt: 1, output },
  { type: 'attempt_started', at: 1_790_000_000_000 + n, task: n + 1, attempt: 1 },
];
const single = (n) => [{ type: 'attempt_succeeded', at: 1_790_000_000_000 + n, task: n, attempt: 1, output }];

function report(label, { count, events, started: from, latencies, cpu, busy }) {
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (part) => (latencies[Math.floor(latencies.length * part)] ?? 0).toFixed(3);
  const share =
    busy === undefined
      ? ''
      : `, main thread ${(performance.eventLoopUtilization(busy).utilization * 100).toFixed(0)} %`;
  console.log(
    `${label.padEnd(34)} ${Math.round(count / seconds)} /s, ${((user + system) / events).toFixed(1)} µs CPU an event, ` +
      `p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1 - 1 / latencies.length)} ms${share}`,
  );
}

function raw(bytes) {
  const descriptor = openSync(join(folder, 'raw'), 'w');
  const latencies = [];
  const measured = { count: 2_000, events: 2_000, started: performance.now(), latencies, cpu: process.cpuUsage() };
  for (let n = 0; n < measured.count; n++) {
    const before = performance.now();
    writeSync(descriptor, Buffer.alloc(bytes));
    fdatasyncSync(descriptor);
    latencies.push(performance.now() - before);
  }
  report(`raw append of ${bytes} B + fdatasync`, measured);
  closeSync(descriptor);
}

async function append(durability, { runs, appends, make }) {
  const path = join(folder, `${durability} ${runs} ${make.name}`);
  const { journal, close } = await openStore({ folder: path, durability });
  for (let run = 0; run < runs; run++) await journal.begin(record(`${run}`), [started]);
  const each = Math.floor(appends / runs);
  const size = make(0).length;
  const latencies = [];
  const measured = {
    count: each * runs,
    events: each * runs * size,
    started: performance.now(),
    latencies,
    cpu: process.cpuUsage(),
    busy: performance.eventLoopUtilization(),
  };
  const carry = async (id) => {
    for (let n = 0; n < each; n++) {
      const before = performance.now();
      const durable = journal.append(id, 1 + n * size, make(n));
      if (durable !== undefined) await durable;
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: runs }, (_, run) => carry(`${run}`)));
  report(`${durability}, ${runs} runs, ${make.name}`, measured);
  await close();
}

/** The main thread's loss while 2,000 events a second go through the thread. */
async function steady() {
  const { journal, close } = await openStore({ folder: join(folder, 'steady'), durability: 'strict' });
  for (let run = 0; run < 20; run++) await journal.begin(record(`${run}`), [started]);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const busy = performance.eventLoopUtilization();
  delay.enable();
  const waits = [];
  for (let round = 0; round < 300; round++) {
    for (let run = 0; run < 20; run++) waits.push(journal.append(`${run}`, 1 + round, single(round)));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  for (const wait of waits) await wait;
  const { utilization } = performance.eventLoopUtilization(busy);
  console.log(
    `strict at 2,000 events/s: main thread ${(utilization * 100).toFixed(1)} %, loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`,
  );
  await close();
}

/** 10,000 runs of 100 events, of which 100 have no end: list them, adopt each and read its events. */
async function recovery() {
  const path = join(folder, 'recovery');
  const writer = await openStore({ folder: path, durability: 'relaxed' });
  for (let run = 0; run < 10_000; run++) {
    const id = `run ${run}`;
    const events = Array.from({ length: 49 }, (_, n) => step(n)).flat();
    const last = run % 100 === 7 ? single(99) : [{ type: 'run_ended', at: 1, status: 'completed' }];
    await writer.journal.begin(record(id), [started, ...events, ...last]);
  }
  await writer.close();
  if (globalThis.gc !== undefined) globalThis.gc();
  const before = process.memoryUsage().rss;
  for (const label of ['first', 'again']) {
    const from = performance.now();
    const { journal, close } = await openStore({ folder: path, durability: 'relaxed' });
    const heads = await journal.list({ unfinished: true });
    const listed = performance.now();
    let events = 0;
    for (const { id } of heads) {
      await journal.adopt(id);
      await journal.find(id);
      events += (await journal.read(id)).length;
    }
    console.log(
      `recovery, ${label}: ${heads.length} runs, ${events} events in ${(performance.now() - from).toFixed(0)} ms ` +
        `(list ${(listed - from).toFixed(1)} ms), ${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB more`,
    );
    await close();
  }
  const { journal, close } = await openStore({ folder: path, durability: 'relaxed' });
  const from = performance.now();
  const heads = await journal.list();
  console.log(`list of ${heads.length} among 10,000: ${(performance.now() - from).toFixed(1)} ms`);
  await close();
}

try {
  raw(200);
  raw(8_192);
  await append('relaxed', { runs: 1, appends: 40_000, make: single });
  await append('relaxed', { runs: 200, appends: 40_000, make: step });
  await append('strict', { runs: 1, appends: 2_000, make: step });
  await append('strict', { runs: 16, appends: 20_000, make: step });
  await append('strict', { runs: 64, appends: 50_000, make: step });
  await append('strict', { runs: 64, appends: 50_000, make: single });
  await append('strict', { runs: 256, appends: 80_000, make: step });
  raw(200);
  await steady();
  await recovery();
} finally {
  rmSync(folder, { recursive: true });
}
