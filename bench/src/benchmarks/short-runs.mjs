import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import { createMemoryJournal } from '@codomyrmex/testing';
import { engineChains } from '../engine-runs.mjs';
import { chain, layered } from '../graphs.mjs';
import { bench } from '../noop-plugin.mjs';
import { atMost, ratio } from '../report/result.mjs';
import { runPlan } from '../run-plan.mjs';
import { cpuMicros, cpuPerTask, sampled, spreadOf, wallMs } from '../sampling.mjs';

const RUNS = 1_000;
const STEPS = 10;

/** The same steps awaited in a loop. */
async function awaits() {
  const noop = async () => null;
  for (let step = 0; step < RUNS * STEPS; step++) await noop();
}

/** A run on an engine that is made for it. */
async function anew(graph) {
  const start = cpuMicros();
  const orchestrator = createOrchestrator({ plugins: [bench], journal: createMemoryJournal({ events: 'count' }) });
  await (await orchestrator.runtime.start(runPlan(graph, 'cold', 16))).ended;
  const used = cpuMicros() - start;
  await orchestrator.close();
  return used / graph.size;
}

async function oneStep(durability, repeats) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-bench-'));
  const store = await openStore({ folder, durability });
  const orchestrator = createOrchestrator({ plugins: [bench], journal: store.journal, payloads: store.payloads });
  const { plan: graph } = plan(chain(1));
  const times = [];
  for (let run = 0; run < repeats + 50; run++) {
    const time = await wallMs(async () => (await orchestrator.runtime.start(runPlan(graph, `one-${run}`, 1))).ended);
    if (run >= 50) times.push(time);
  }
  await orchestrator.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
  return spreadOf(times);
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Short runs',
  about: `A chain of ten no-op steps, ${RUNS.toLocaleString('en')} times, one run after the other on one engine in memory; ${RUNS.toLocaleString('en')} layered
tasks on an engine that is made for them, after 200 of such and as the first of a process; and one run of one step through the library
on the embedded store, from its start to its end.`,
  async run({ quick }) {
    // First, while nothing is compiled.
    const layers = plan(layered(RUNS)).plan;
    const first = await anew(layers);
    const next = await sampled(() => anew(layers), { repeats: 20, warmUps: 200 });
    const { plan: graph } = plan(chain(STEPS));
    const tasks = RUNS * STEPS;
    const repeats = quick ? 3 : 5;
    const limit = await cpuPerTask(awaits, { tasks, repeats });
    const ours = await sampled(
      async () => {
        const start = cpuMicros();
        await engineChains(graph, RUNS);
        return (cpuMicros() - start) / tasks;
      },
      { repeats, warmUps: 8 },
    );
    const relaxed = await oneStep('relaxed', quick ? 100 : 500);
    const strict = await oneStep('strict', quick ? 50 : 200);
    return {
      rows: [
        {
          name: 'chain of 10, again and again',
          figures: { 'µs a step': ours, 'awaited in a loop, µs a step': limit },
          ratios: { '/ 2.5 µs': ratio(ours, 2.5, atMost(1)) },
        },
        {
          name: '1,000 on a new engine',
          figures: { 'µs a step': next },
          ratios: { '/ 4 µs': ratio(next, 4, atMost(1)) },
        },
        { name: '1,000 as the first run of a process', figures: { 'µs a step': first }, ratios: {} },
        {
          name: 'one step, relaxed',
          figures: { 'ms a run, wall': relaxed },
          ratios: { '/ 1 ms': ratio(relaxed, 1, atMost(1)) },
        },
        { name: 'one step, strict', figures: { 'ms a run, wall': strict }, ratios: {} },
      ],
    };
  },
};
