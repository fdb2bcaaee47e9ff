// A thousand runs of twenty steps each at the same time: one measurement, as one JSON document.
//   node --expose-gc thousand-runs.mjs '{"shape":"chain","slots":8,"durability":"relaxed"}'
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defineAction, definePlugin } from '@codomyrmex/core';
import { createOrchestrator, definitionFrom } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import * as z from 'zod';

const RUNS = 1_000;
const STEPS = 20;

const dependenciesOf = {
  chain: (step) => (step === 0 ? [] : [`s${step - 1}`]),
  // Four layers of five; every step waits for the whole layer before it.
  layers: (step) =>
    Array.from({ length: step < 5 ? 0 : 5 }, (_, place) => `s${(Math.floor(step / 5) - 1) * 5 + place}`),
};

/** When each run last got on, and how long, and for how many steps of all runs, it did not at most. */
class Progress {
  #byRun = new Map();
  #steps = 0;

  begin(runs, now) {
    for (const run of runs) this.#byRun.set(run, { at: now, step: 0, longestMs: 0, mostSteps: 0 });
  }

  note(run) {
    const own = this.#byRun.get(run);
    if (own === undefined) return;
    const now = performance.now();
    own.longestMs = Math.max(own.longestMs, now - own.at);
    own.mostSteps = Math.max(own.mostSteps, this.#steps - own.step);
    own.at = now;
    own.step = ++this.#steps;
  }

  get standstills() {
    return Array.from(this.#byRun.values(), ({ longestMs }) => longestMs).sort((a, b) => a - b);
  }

  /** One when all runs take turns. */
  get mostRounds() {
    return Math.max(...Array.from(this.#byRun.values(), ({ mostSteps }) => mostSteps)) / RUNS;
  }
}

/** No step does anything before the gate opens: all runs have begun by then. */
function plugin(gate, progress) {
  const step = defineAction({
    title: 'Does nothing, once the gate is open',
    input: z.object({}),
    output: z.null(),
    effects: [],
    idempotent: true,
    run: async ({ run }) => {
      await gate;
      progress.note(run);
      return null;
    },
  });
  return definePlugin({
    module: 'gated',
    version: '0.0.0',
    description: 'A step for measurements.',
    entry: import.meta.url,
    actions: { step },
  });
}

const heapNow = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

async function beginAll(orchestrator, shape) {
  const steps = Array.from({ length: STEPS }, (_, step) => ({
    name: `s${step}`,
    module: 'gated',
    action: 'step',
    dependencies: dependenciesOf[shape](step),
  }));
  const definition = definitionFrom({ name: 'bench', steps, max_parallel: STEPS }, 'bench');
  const prepared = await orchestrator.prepare(definition, { workspace: '/' });
  return Promise.all(Array.from({ length: RUNS }, () => orchestrator.start(prepared)));
}

/** One measurement, in a process of its own. */
async function measured({ shape, slots, durability }) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-bench-'));
  const store = await openStore({ folder, durability });
  const progress = new Progress();
  let open;
  const gate = new Promise((resolve) => {
    open = resolve;
  });
  const { journal, payloads, inbox, holdings } = store;
  const orchestrator = createOrchestrator({
    plugins: [plugin(gate, progress)],
    journal,
    payloads,
    inbox,
    holdings,
    dataFolder: folder,
    maxWorkers: slots,
  });
  try {
    const rssBefore = process.memoryUsage().rss;
    const heapBefore = heapNow();
    const beginning = performance.now();
    const live = await beginAll(orchestrator, shape);
    const begun = performance.now() - beginning;
    const heapBegun = heapNow();
    const timing = await carried(live, progress, open);
    live.length = 0;
    const heapAfter = heapNow();
    return {
      ...timing,
      'begin ms/run': begun / RUNS,
      'heap KB/run': (heapBegun - heapBefore) / RUNS / 1e3,
      'heap left KB/run': (heapAfter - heapBefore) / RUNS / 1e3,
      'peak RSS MB': (process.resourceUsage().maxRSS * 1024) / 1e6,
      'RSS before MB': rssBefore / 1e6,
    };
  } finally {
    await orchestrator.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * How long nobody else is served at most: the CPU time that passes between two turns of the event loop, whatever the load. That of
 * other threads is in it, of the writer, of the compiler and of the collector: what passed on the wall clock is never exceeded.
 */
class LongestBlock {
  milliseconds = 0;
  turns = 0;
  #last = process.cpuUsage();
  #lastAt = performance.now();
  #timer = setInterval(() => this.#look(), 1);

  #look() {
    const used = process.cpuUsage(this.#last);
    const now = performance.now();
    const block = Math.min((used.user + used.system) / 1000, now - this.#lastAt);
    this.#last = process.cpuUsage();
    this.#lastAt = now;
    this.turns++;
    this.milliseconds = Math.max(this.milliseconds, block);
  }

  stop() {
    clearInterval(this.#timer);
    this.#look();
  }
}

/** From the opening of the gate to the end of the last run. */
async function carried(live, progress, open) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  const { user, system } = process.cpuUsage();
  progress.begin(
    live.map(({ id }) => id),
    start,
  );
  delay.enable();
  const block = new LongestBlock();
  open();
  const durations = await Promise.all(
    live.map(async (run) => {
      const { phase } = await run.ended;
      if (phase.status !== 'completed') throw new Error(`run ${run.id} ended as ${phase.status}`);
      progress.note(run.id);
      return performance.now() - start;
    }),
  );
  delay.disable();
  block.stop();
  const used = process.cpuUsage({ user, system });
  const wall = performance.now() - start;
  durations.sort((a, b) => a - b);
  const { standstills } = progress;
  return {
    'steps/s': (RUNS * STEPS * 1000) / wall,
    'runs/s': (RUNS * 1000) / wall,
    'steps per CPU s': (RUNS * STEPS * 1e6) / (used.user + used.system),
    'CPU ms/step': (used.user + used.system) / 1000 / (RUNS * STEPS),
    'first run ms': durations[0],
    'median run ms': durations[RUNS / 2],
    'last run ms': durations.at(-1),
    'standstill median ms': standstills[RUNS / 2],
    'standstill max ms': standstills.at(-1),
    'standstill max, rounds': progress.mostRounds,
    'longest block, CPU ms': block.milliseconds,
    'turns of the loop': block.turns,
    'loop delay p99 ms': delay.percentile(99) / 1e6,
    'loop delay max ms': delay.max / 1e6,
  };
}

console.log(JSON.stringify(await measured(JSON.parse(process.argv[2]))));
