import { runId } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { engineChains, engineRun } from '../engine-runs.mjs';
import { bench } from '../noop-plugin.mjs';
import { runPlan } from '../run-plan.mjs';

/** What its journal says: an attempt began after the tasks that it waits for had succeeded. */
async function verify(specs) {
  const { plan: graph } = plan(specs);
  const journal = createMemoryJournal();
  const orchestrator = createOrchestrator({ plugins: [bench], journal, maxWorkers: 16 });
  await (await orchestrator.runtime.start(runPlan(graph, 'verified', 16))).ended;
  const done = new Set();
  for (const event of await journal.read(runId('verified'))) {
    if (event.type === 'attempt_succeeded') done.add(graph.names[event.task]);
    if (event.type !== 'attempt_started') continue;
    const early = specs[event.task]?.dependencies.find((name) => !done.has(name));
    if (early !== undefined) throw new Error(`${graph.names[event.task]} began before ${early} was done`);
  }
  await orchestrator.close();
  if (done.size !== specs.length) throw new Error(`${done.size} of ${specs.length} tasks were done`);
}

/** Ours, whole: its no-op is a plugin's action, and each run requires that all tasks completed. @type {import('../memory-peers.mjs').MemoryPeer} */
export const engine = {
  verify,
  graph: {
    most: 100_000,
    build(_, specs) {
      const { plan: graph } = plan(specs);
      return () => engineRun(graph, 16);
    },
  },
  chain(_, { specs, runs }) {
    const { plan: graph } = plan(specs);
    return () => engineChains(graph, runs);
  },
};
