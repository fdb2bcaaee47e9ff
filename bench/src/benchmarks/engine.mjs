import { plan } from '@codomyrmex/dag';
import { engineRun } from '../engine-runs.mjs';
import { longestBlock } from '../event-loop.mjs';
import { ofEachShape } from '../graphs.mjs';
import { compiled, lanes } from '../ready-queue.mjs';
import { addGrowth, atMost, ratio } from '../report/result.mjs';
import { cpuPerTask } from '../sampling.mjs';

async function rowOf(shape, specs) {
  const tasks = specs.length;
  const bare = compiled(specs);
  const { plan: graph } = plan(specs);
  const limit = await cpuPerTask(() => lanes(bare), { tasks, repeats: 3 });
  const ours = await cpuPerTask(() => engineRun(graph, 16), {
    tasks,
    repeats: tasks >= 1_000_000 ? 2 : 3,
    // More code to compile than the limit's.
    warmUps: 6,
  });
  const block = await longestBlock(() => engineRun(graph, 16));
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
    const rows = await ofEachShape(quick, rowOf);
    addGrowth(rows, 'engine µs/task');
    return { rows };
  },
};
