import * as z from 'zod';
import { layersOf } from '../graphs.mjs';

const schemas = { inputSchema: z.object({}), outputSchema: z.object({}) };

/** @returns {(task: number) => object} */
const stepOf =
  ({ createStep }, specs, body) =>
  (task) =>
    createStep({
      id: specs[task].name,
      ...schemas,
      execute: async () => {
        await body(task);
        return {};
      },
    });

async function completed(workflow) {
  const run = await workflow.createRun();
  const { status, error } = await run.start({ inputData: {} });
  if (status !== 'success') throw new Error(`the run ended as ${status}`, { cause: error });
}

/** Layer by layer, the tasks of a layer all at once: it knows sequences and `parallel`, and no other dependencies. @type {import('../memory-peers.mjs').MemoryPeer} */
export const mastra = {
  module: '@mastra/core/workflows',
  chainName: 'Mastra',
  unlimited: true,
  graph: {
    most: 1_000,
    why: 'the CPU time of a task grows with their number',
    build(module, specs, body) {
      let workflow = module.createWorkflow({ id: 'graph', ...schemas });
      for (const layer of layersOf(specs)) workflow = workflow.parallel(layer.map(stepOf(module, specs, body)));
      workflow.commit();
      return () => completed(workflow);
    },
  },
  chain(module, { specs, runs, body }) {
    let workflow = module.createWorkflow({ id: 'chain', ...schemas });
    for (const step of specs.keys()) workflow = workflow.then(stepOf(module, specs, body)(step));
    workflow.commit();
    return async () => {
      for (let run = 0; run < runs; run++) await completed(workflow);
    };
  },
};
