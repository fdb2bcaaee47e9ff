import { plan } from '@codomyrmex/dag';
import { alg, Graph } from '@dagrejs/graphlib';
import toposort from 'toposort';
import { layered } from '../graphs.mjs';
import { kahn } from '../ready-queue.mjs';
import { atLeast, atMost, ratio } from '../report/result.mjs';
import { cpuPerTask, divided } from '../sampling.mjs';

function byGraphlib(specs) {
  const graph = new Graph({ directed: true });
  for (const { name } of specs) graph.setNode(name);
  for (const { name, dependencies } of specs) for (const dependency of dependencies) graph.setEdge(dependency, name);
  return alg.topsort(graph);
}

function byToposort(specs) {
  return toposort.array(
    specs.map(({ name }) => name),
    specs.flatMap(({ name, dependencies }) => dependencies.map((dependency) => [dependency, name])),
  );
}

async function rowOf(size) {
  const specs = layered(size);
  const milliseconds = async (work, repeats) => divided(await cpuPerTask(work, { tasks: size, repeats }), 1_000 / size);
  const repeats = size >= 1_000_000 ? 3 : 5;
  const limit = await milliseconds(() => kahn(specs), repeats);
  const ours = await milliseconds(() => plan(specs), repeats);
  // Minutes at a million.
  const peers = size <= 100_000;
  const graphlib = peers ? await milliseconds(() => byGraphlib(specs), 3) : undefined;
  const topo = peers ? await milliseconds(() => byToposort(specs), 3) : undefined;
  return {
    name: size.toLocaleString('en'),
    figures: { 'limit ms': limit, 'plan ms': ours },
    ratios: {
      'plan / limit': ratio(ours, limit, atMost(2.5)),
      ...(topo !== undefined && { 'toposort / plan': ratio(topo, ours, size === 100_000 ? atLeast(3.5) : undefined) }),
      ...(graphlib !== undefined && {
        '@dagrejs/graphlib / plan': ratio(graphlib, ours, size === 100_000 ? atLeast(35) : undefined),
      }),
    },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Planning by names',
  about: `Layered graphs; all rules: unknown, doubled, own and circular dependencies. The limit interns names and runs Kahn's
algorithm over flat arrays.`,
  async run({ quick }) {
    const rows = [];
    for (const size of quick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000]) rows.push(await rowOf(size));
    return { rows };
  },
};
