import { ofEachShape } from '../graph-rows.mjs';
import { addGrowth } from '../report/result.mjs';

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Kernel',
  about: `Layered graphs of about three edges a task, chains and fans; no-op tasks, sixteen lanes, no journal, planning not
counted. The limit is a bare ready queue over typed arrays with one awaited no-op a task; the kernel keeps facts, retries,
priorities and views beside it. p-graph 2.0.0 without its building. Each row is the middle one of five processes of its own, with the
spread of all five, and one process from a million on: in one that has run small graphs V8 goes on to copy what a large one keeps, and the
kernel takes 1.6 times as long at 100,000.`,
  run({ quick }) {
    const rows = ofEachShape('kernel', quick);
    addGrowth(rows, 'kernel µs/task');
    return { rows };
  },
};
