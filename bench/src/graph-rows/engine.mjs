import { plan } from '@codomyrmex/dag';
import { engineRun } from '../engine-runs.mjs';
import { longestBlock } from '../event-loop.mjs';
import { compiled, lanes } from '../ready-queue.mjs';
import { atMost, ratio } from '../report/result.mjs';
import { cpuPerTask } from '../sampling.mjs';

/** Of layered graphs alone, as those of the kernel are: the limit of a fan has no edges to follow. */
const aimOf = (shape, times) => (shape === 'layered' ? atMost(times) : undefined);

export async function rowOf(shape, specs) {
  const tasks = specs.length;
  const bare = compiled(specs);
  const { plan: graph } = plan(specs);
  const limit = await cpuPerTask(() => lanes(bare), { tasks, repeats: 3 });
  const ours = await cpuPerTask(() => engineRun(graph, 16), {
    tasks,
    repeats: 3,
    // More code to compile than the limit's.
    warmUps: 6,
  });
  const kept = await cpuPerTask(() => engineRun(graph, 16, 'keep'), { tasks, repeats: 3 });
  const block = await longestBlock(() => engineRun(graph, 16));
  return {
    name: `${shape}, ${tasks.toLocaleString('en')}`,
    figures: {
      'limit µs/task': limit,
      'engine µs/task': ours,
      'with all facts kept, µs/task': kept,
      'longest block ms': block,
    },
    ratios: {
      'engine / limit': ratio(ours, limit, aimOf(shape, 12)),
      'facts kept / limit': ratio(kept, limit, aimOf(shape, 15)),
      ...(tasks === 100_000 && { 'longest block / 50 ms': ratio(block, 50, atMost(1)) }),
    },
  };
}
