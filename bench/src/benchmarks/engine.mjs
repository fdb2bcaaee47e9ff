import { monitorEventLoopDelay } from 'node:perf_hooks';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { chain, fan, layered } from '../graphs.mjs';
import { bench } from '../noop-plugin.mjs';
import { compiled, lanes } from '../ready-queue.mjs';
import { atMost, ratio } from '../report/result.mjs';
import { runPlan } from '../run-plan.mjs';
import { cpuPerTask } from '../sampling.mjs';

async function runOnce(graph, id, width) {
  const orchestrator = createOrchestrator({
    plugins: [bench],
    journal: createMemoryJournal({ events: 'count' }),
    maxWorkers: width,
  });
  const run = await orchestrator.runtime.start(runPlan(graph, id, width));
  await run.ended;
  await orchestrator.close();
}

/** Milliseconds between two turns of the event loop at most while `work` runs; the wait of a loaded machine is in it. */
async function longestBlock(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  globalThis.gc?.();
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6;
}

async function rowOf(shape, specs) {
  const tasks = specs.length;
  const bare = compiled(specs);
  const { plan: graph } = plan(specs);
  let run = 0;
  const limit = await cpuPerTask(() => lanes(bare), { tasks, repeats: 3 });
  const ours = await cpuPerTask(() => runOnce(graph, `run-${run++}`, 16), {
    tasks,
    repeats: tasks >= 1_000_000 ? 2 : 3,
  });
  const block = await longestBlock(() => runOnce(graph, `run-${run++}`, 16));
  return {
    name: `${shape}, ${tasks.toLocaleString('en')}`,
    figures: { 'limit µs/task': limit, 'engine µs/task': ours, 'longest block ms': block },
    ratios: {
      'engine / limit': ratio(ours, limit, atMost(12)),
      ...(tasks === 100_000 && { 'longest block / 50 ms': ratio(block, 50, atMost(1)) }),
    },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Whole engine in memory',
  about: `The same no-op as a plugin's action: registry, parameters and output checked by their schemas, slots granted by the
waiting line, facts, feed, views; sixteen slots, a journal that only counts. The longest block is the time between two turns of
the event loop; on a loaded machine it holds the wait for a core as well.`,
  async run({ quick }) {
    const rows = [];
    for (const size of quick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000])
      rows.push(await rowOf('layered', layered(size)));
    for (const size of quick ? [] : [100_000, 1_000_000]) {
      rows.push(await rowOf('chain', chain(size)));
      rows.push(await rowOf('fan', fan(size)));
    }
    const at = (name) => rows.find((row) => row.name === name);
    const large = at('layered, 1,000,000');
    if (large !== undefined) {
      large.ratios['a task at 1M / at 10k'] = ratio(
        large.figures['engine µs/task'],
        at('layered, 10,000').figures['engine µs/task'],
        atMost(1.5),
      );
    }
    return { rows };
  },
};
