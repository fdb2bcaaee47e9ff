import { layersOf } from '../graphs.mjs';

/** Silent, layer by layer: it knows lists and lists in lists, and no dependencies. @type {import('../memory-peers.mjs').MemoryPeer} */
export const listr2 = {
  module: 'listr2',
  graph: {
    most: 100_000,
    build({ Listr }, specs, body) {
      const layers = layersOf(specs).map((layer) => ({
        task: (_, wrapper) =>
          wrapper.newListr(
            layer.map((task) => ({ task: () => body(task) })),
            { concurrent: 16 },
          ),
      }));
      const list = new Listr(layers, { concurrent: false, renderer: 'silent' });
      return () => list.run();
    },
  },
};
