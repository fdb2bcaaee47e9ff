import { plan } from '@codomyrmex/dag';
import { alg, Graph } from '@dagrejs/graphlib';
import toposort from 'toposort';
import { layered } from './graphs.mjs';
import { cpuOf, micros, print, ratio } from './measure.mjs';
import { kahn } from './ready-queue.mjs';

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

export async function planning(sizes) {
  const rows = [];
  for (const size of sizes) {
    const specs = layered(size);
    const repeats = size >= 1_000_000 ? 3 : 5;
    const limit = (await cpuOf(() => kahn(specs), { tasks: size, repeats })) / 1000;
    const ours = (await cpuOf(() => plan(specs), { tasks: size, repeats })) / 1000;
    const graphlib =
      size > 100_000 ? undefined : (await cpuOf(() => byGraphlib(specs), { tasks: size, repeats: 3 })) / 1000;
    const topo =
      size > 100_000 ? undefined : (await cpuOf(() => byToposort(specs), { tasks: size, repeats: 3 })) / 1000;
    rows.push({
      tasks: size,
      'intern+CSR+Kahn ms': micros(limit),
      'plan ms': micros(ours),
      'plan / limit': ratio(ours, limit),
      'graphlib / plan': graphlib === undefined ? '-' : ratio(graphlib, ours),
      'toposort / plan': topo === undefined ? '-' : ratio(topo, ours),
    });
  }
  print('Planning by names, all rules: unknown, doubled, own and circular dependencies', rows);
}
