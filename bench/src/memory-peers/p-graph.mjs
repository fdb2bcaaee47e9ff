function graphOf({ PGraph }, specs, body) {
  const nodes = new Map(specs.map(({ name }, task) => [name, { run: () => body(task) }]));
  const edges = specs.flatMap(({ name, dependencies }) => dependencies.map((dependency) => [dependency, name]));
  return new PGraph(nodes, edges);
}

/** @type {import('../memory-peers.mjs').MemoryPeer} */
export const pGraph = {
  module: 'p-graph',
  graph: {
    most: 100_000,
    build(module, specs, body) {
      const graph = graphOf(module, specs, body);
      return () => graph.run({ concurrency: 16 });
    },
  },
  /** Built for every run: one of its graphs runs once. */
  chain:
    (module, { specs, runs, body }) =>
    async () => {
      for (let run = 0; run < runs; run++) await graphOf(module, specs, body).run({ concurrency: 1 });
    },
};
