import { ofEachShape } from '../graph-rows.mjs';
import { addGrowth } from '../report/result.mjs';

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Whole engine in memory',
  about: `The same no-op as a plugin's action: registry, parameters and output checked by their schemas, slots granted by the
waiting line, facts, feed, views; sixteen slots, a journal that only counts. The longest block is the time between two turns of
the event loop; on a loaded machine it holds the wait for a core as well. Each row is a process of its own.`,
  run({ quick }) {
    const rows = ofEachShape('engine', quick);
    addGrowth(rows, 'engine µs/task');
    return { rows };
  },
};
