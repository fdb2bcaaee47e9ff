/** Numbers in [0, 1) from a seed. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

/** Layers of 100 tasks; each task after the first layer waits for about three of the layer before. */
export function layered(size) {
  const random = seeded(1);
  return Array.from({ length: size }, (_, task) => {
    const layer = Math.floor(task / 100);
    const dependencies = new Set();
    for (let edge = 0; layer > 0 && edge < 3; edge++)
      dependencies.add(`t${(layer - 1) * 100 + Math.floor(random() * 100)}`);
    return { name: `t${task}`, dependencies: [...dependencies] };
  });
}

export const chain = (size) =>
  Array.from({ length: size }, (_, task) => ({ name: `t${task}`, dependencies: task === 0 ? [] : [`t${task - 1}`] }));

export const fan = (size) => [
  { name: 'root', dependencies: [] },
  ...Array.from({ length: size - 1 }, (_, task) => ({ name: `t${task}`, dependencies: ['root'] })),
];

/** The tasks by how many others come before them at most: those of one layer do not depend on each other. @returns {readonly number[][]} */
export function layersOf(specs) {
  const depths = new Map();
  const layers = [];
  for (const [task, { name, dependencies }] of specs.entries()) {
    const depth = dependencies.reduce((most, dependency) => Math.max(most, depths.get(dependency) + 1), 0);
    depths.set(name, depth);
    layers[depth] ??= [];
    layers[depth].push(task);
  }
  return layers;
}
