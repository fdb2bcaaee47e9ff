/** @type {import('../memory-peers.mjs').MemoryPeer} */
export const asyncAuto = {
  module: 'async',
  graph: {
    most: 1_000,
    why: 'it is quadratic',
    build({ auto }, specs, body) {
      const tasks = Object.fromEntries(
        specs.map(({ name, dependencies }, task) => [name, [...dependencies, async () => body(task)]]),
      );
      return () => auto(tasks, 16);
    },
  },
};
