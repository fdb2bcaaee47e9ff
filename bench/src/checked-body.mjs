/**
 * A body for tasks that looks at how it is called: each task once, after those that it waits for, no more at once than `width`.
 * @param {import('./memory-peers.mjs').Specs} specs
 * @param {{ readonly runs?: number, readonly width?: number }} [limits]
 */
export function checkedBody(specs, { runs = 1, width = 16 } = {}) {
  const indices = new Map(specs.map(({ name }, task) => [name, task]));
  const ended = new Int32Array(specs.length);
  const begun = new Int32Array(specs.length);
  let running = 0;
  let done = 0;
  return {
    /** @param {number} task */
    body: async (task) => {
      const { name, dependencies } = specs[task];
      const round = ++begun[task];
      if (round > runs) throw new Error(`${name} ran more often than ${runs} times`);
      if (++running > width) throw new Error(`${running} tasks ran at once, and ${width} may`);
      const early = dependencies.find((dependency) => ended[indices.get(dependency)] !== round);
      if (early !== undefined) throw new Error(`${name} began before ${early} was done`);
      // Otherwise a task would be over before another could begin too early.
      await new Promise(setImmediate);
      ended[task]++;
      running--;
      done++;
      return null;
    },
    requireAll: () => {
      if (done !== runs * specs.length) throw new Error(`${done} of ${runs * specs.length} tasks were done`);
    },
  };
}
