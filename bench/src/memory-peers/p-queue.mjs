import { compiled } from '../ready-queue.mjs';

/** Counts of unmet dependencies kept by hand: what is ready goes into the queue. @type {import('../memory-peers.mjs').MemoryPeer} */
export const pQueue = {
  module: 'p-queue',
  graph: {
    most: 100_000,
    build({ default: PQueue }, specs, body) {
      const { size, start, dependents, counts } = compiled(specs);
      return () =>
        new Promise((resolve, reject) => {
          const queue = new PQueue({ concurrency: 16 });
          const unmet = counts.slice();
          const add = (task) => void queue.add(() => done(task)).catch(reject);
          const done = async (task) => {
            await body(task);
            for (let edge = start[task]; edge < start[task + 1]; edge++) {
              if (--unmet[dependents[edge]] === 0) add(dependents[edge]);
            }
          };
          for (let task = 0; task < size; task++) if (counts[task] === 0) add(task);
          queue.onIdle().then(resolve, reject);
        });
    },
  },
};
