import { advance, initialState, plan, wantedBy } from '@codomyrmex/dag';
import { PGraph } from 'p-graph';
import { layered } from './graphs.mjs';
import { cpuOf, micros, print, ratio } from './measure.mjs';
import { compiled, lanes } from './ready-queue.mjs';

/** The pure kernel behind sixteen async lanes: the same no-op, with facts, priorities, retries and views kept. */
async function kernelLanes(graph, width = 16) {
  const state = initialState(graph);
  const ready = [];
  let head = 0;
  const idle = [];
  const collect = () => {
    for (const task of state.changed) {
      if (wantedBy(state, task) !== 'acquire') continue;
      ready.push(task);
      idle.pop()?.();
    }
    state.changed.length = 0;
  };
  const noop = async () => null;
  const lane = async () => {
    while (state.phase.kind !== 'ended') {
      if (head === ready.length) {
        await new Promise((resolve) => idle.push(resolve));
        continue;
      }
      const task = ready[head++];
      advance(state, [{ type: 'grant', at: 1, task }]);
      const value = await noop();
      advance(state, [{ type: 'succeed', at: 2, task, attempt: 1, output: { kind: 'inline', value } }]);
      collect();
    }
    for (const wake of idle.splice(0)) wake();
  };
  advance(state, [{ type: 'start', at: 0 }]);
  collect();
  await Promise.all(Array.from({ length: width }, lane));
}

function pGraph(specs) {
  const nodes = new Map(specs.map(({ name }) => [name, { run: async () => undefined }]));
  const edges = specs.flatMap(({ name, dependencies }) => dependencies.map((dependency) => [dependency, name]));
  return new PGraph(nodes, edges);
}

export async function kernel(sizes) {
  const rows = [];
  for (const size of sizes) {
    const specs = layered(size);
    const bare = compiled(specs);
    const { plan: graph } = plan(specs);
    const repeats = size >= 1_000_000 ? 3 : 5;
    const limit = (await cpuOf(() => lanes(bare), { tasks: size, repeats })) / size;
    const ours = (await cpuOf(() => kernelLanes(graph), { tasks: size, repeats })) / size;
    // p-graph cannot be run twice, so building is measured apart and taken off.
    const built = size > 100_000 ? undefined : (await cpuOf(() => pGraph(specs), { tasks: size, repeats: 3 })) / size;
    const peer =
      built === undefined
        ? undefined
        : (await cpuOf(() => pGraph(specs).run({ concurrency: 16 }), { tasks: size, repeats: 3 })) / size - built;
    rows.push({
      tasks: size,
      'limit µs/task': micros(limit),
      'kernel µs/task': micros(ours),
      'kernel / limit': ratio(ours, limit),
      'p-graph run µs/task': peer === undefined ? '-' : micros(peer),
      'p-graph / kernel': peer === undefined ? '-' : ratio(peer, ours),
    });
  }
  print('Kernel: layered graph, no-op tasks, sixteen lanes (limit: bare ready queue over typed arrays)', rows);
}
