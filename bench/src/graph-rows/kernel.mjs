import { plan } from '@codomyrmex/dag';
import { PGraph } from 'p-graph';
import { kernelLanes } from '../kernel-lanes.mjs';
import { compiled, lanes } from '../ready-queue.mjs';
import { atLeast, atMost, ratio } from '../report/result.mjs';
import { cpuPerTask } from '../sampling.mjs';

function pGraph(specs) {
  const nodes = new Map(specs.map(({ name }) => [name, { run: async () => undefined }]));
  const edges = specs.flatMap(({ name, dependencies }) => dependencies.map((dependency) => [dependency, name]));
  return new PGraph(nodes, edges);
}

/** Of a run alone: p-graph cannot be run twice, so building is measured apart and taken off. */
async function pGraphPerTask(specs, tasks) {
  const built = await cpuPerTask(() => pGraph(specs), { tasks, repeats: 3 });
  const whole = await cpuPerTask(() => pGraph(specs).run({ concurrency: 16 }), { tasks, repeats: 3 });
  return whole.median - built.median;
}

export async function rowOf(shape, specs) {
  const tasks = specs.length;
  const repeats = tasks >= 1_000_000 ? 3 : 5;
  const bare = compiled(specs);
  const { plan: graph } = plan(specs);
  const limit = await cpuPerTask(() => lanes(bare), { tasks, repeats });
  const ours = await cpuPerTask(() => kernelLanes(graph), { tasks, repeats });
  // Its fans are quadratic, and its runs of a million take minutes.
  const peer = shape === 'layered' && tasks <= 100_000 ? await pGraphPerTask(specs, tasks) : undefined;
  return {
    name: `${shape}, ${tasks.toLocaleString('en')}`,
    figures: { 'limit µs/task': limit, 'kernel µs/task': ours, ...(peer !== undefined && { 'p-graph µs/task': peer }) },
    ratios: {
      'kernel / limit': ratio(ours, limit, shape === 'layered' && tasks === 100_000 ? atMost(7) : undefined),
      ...(peer !== undefined && { 'p-graph / kernel': ratio(peer, ours, atLeast(4)) }),
    },
  };
}
