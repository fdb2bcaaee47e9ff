import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { kernelLanes } from './kernel-lanes.mjs';
import { bench } from './noop-plugin.mjs';
import { compiled, lanes } from './ready-queue.mjs';
import { runPlan } from './run-plan.mjs';

let run = 0;

/** What is measured by allocation: `work` is given what `prepare` made, and what it gives back is kept. */
export const measurable = {
  plan: { prepare: (_, specs) => specs, work: (specs) => plan(specs).plan },
  limit: { prepare: (_, specs) => compiled(specs), work: (bare) => lanes(bare) },
  kernel: { prepare: (graph) => graph, work: (graph) => kernelLanes(graph) },
  engine: {
    prepare: (graph) => ({
      plan: runPlan(graph, `measured-${run++}`, 16),
      orchestrator: createOrchestrator({
        plugins: [bench],
        journal: createMemoryJournal({ events: 'count' }),
        maxWorkers: 16,
      }),
    }),
    work: async ({ plan: asked, orchestrator }) => {
      const live = await orchestrator.runtime.start(asked);
      await live.ended;
      return live;
    },
  },
};
