import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runId } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { chain, fan, layered } from './graphs.mjs';
import { cpuOf, micros, print, ratio } from './measure.mjs';
import { bench } from './noop-plugin.mjs';
import { compiled, lanes } from './ready-queue.mjs';

const constant = { isConstant: true, evaluate: () => ({}) };

export function runPlan(graph, id, maxParallel) {
  const work = { action: bench.actions.nothing, entry: bench.entry, parameters: constant, reads: [], requests: [] };
  return {
    record: { id: runId(id), workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 },
    plan: graph,
    works: new Array(graph.size).fill(work),
    mode: 'resource_aware',
    maxParallel,
    onFailure: 'continue',
  };
}

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

export async function engine(sizes) {
  const rows = [];
  for (const [shape, specsOf] of [
    ['layered', layered],
    ['chain', chain],
    ['fan', fan],
  ]) {
    for (const size of sizes) {
      if (shape !== 'layered' && size > 100_000) continue;
      const specs = specsOf(size);
      const bare = compiled(specs);
      const { plan: graph } = plan(specs);
      let run = 0;
      const repeats = size >= 1_000_000 ? 1 : 3;
      const limit = (await cpuOf(() => lanes(bare), { tasks: size, repeats: 3 })) / size;
      const ours = (await cpuOf(() => runOnce(graph, `run-${run++}`, 16), { tasks: size, repeats })) / size;
      const block = await longestBlock(() => runOnce(graph, `run-${run++}`, 16));
      rows.push({
        shape,
        tasks: size,
        'limit µs/task': micros(limit),
        'engine µs/task': micros(ours),
        'engine / limit': ratio(ours, limit),
        'longest block ms': block.toFixed(1),
      });
    }
  }
  print('Whole engine in memory: registry, checks of parameters and outputs, slots, feed, sixteen slots', rows);
}
