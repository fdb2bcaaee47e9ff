import { runId } from '@codomyrmex/core';
import { bench } from './noop-plugin.mjs';

const constant = { isConstant: true, evaluate: () => ({}) };

/** A run of no-op tasks, as the runtime takes it. */
export function runPlan(graph, id, maxParallel) {
  const work = {
    kind: 'action',
    action: bench.actions.nothing,
    entry: bench.entry,
    parameters: constant,
    reads: [],
    requests: [],
  };
  return {
    record: { id: runId(id), workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 },
    plan: graph,
    works: new Array(graph.size).fill(work),
    mode: 'resource_aware',
    maxParallel,
    onFailure: 'continue',
  };
}
