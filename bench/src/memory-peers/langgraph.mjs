import { layersOf } from '../graphs.mjs';

/** An empty state: what is measured is the work of the scheduler. */
function compiledGraph({ StateGraph, Annotation, START, END }, specs, body) {
  const graph = new StateGraph(Annotation.Root({ nothing: Annotation() }));
  const needed = new Set(specs.flatMap(({ dependencies }) => dependencies));
  for (const [task, { name, dependencies }] of specs.entries()) {
    graph.addNode(name, async () => {
      await body(task);
      return {};
    });
    graph.addEdge(dependencies.length === 0 ? START : [...dependencies], name);
    if (!needed.has(name)) graph.addEdge(name, END);
  }
  return graph.compile();
}

/** Its steps are those of Pregel: the tasks of one end before those of the next begin. @type {import('../memory-peers.mjs').MemoryPeer} */
export const langGraph = {
  module: '@langchain/langgraph',
  graph: {
    most: 1_000,
    why: 'the CPU time of a task grows with their number, and 10,000 take minutes',
    build(module, specs, body) {
      const graph = compiledGraph(module, specs, body);
      const recursionLimit = layersOf(specs).length + 1;
      return () => graph.invoke({}, { maxConcurrency: 16, recursionLimit });
    },
  },
  chain(module, { specs, runs, body }) {
    const graph = compiledGraph(module, specs, body);
    return async () => {
      for (let run = 0; run < runs; run++) await graph.invoke({}, { recursionLimit: specs.length + 1 });
    };
  },
};
