import { ofEachShape } from '../graph-rows.mjs';
import { addGrowth } from '../report/result.mjs';

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Whole engine in memory',
  about: `The same no-op as a plugin's action: registry, parameters and output checked by their schemas, slots granted by the
waiting line, facts, feed, views; sixteen slots, a journal that only counts, and one that keeps every fact in memory. The longest block is the time between two turns of
the event loop; on a loaded machine it holds the wait for a core as well. Each row is the middle one of five processes of
its own, with the spread of all five, and one process from a million on: in about one of four V8 copies what a run keeps, and the engine takes 2.5
times as long.`,
  run({ quick }) {
    const rows = ofEachShape('engine', quick);
    addGrowth(rows, 'engine µs/task');
    return { rows };
  },
};
