// What tasks allocate, as one JSON document: node --expose-gc --max-semi-space-size=… allocation-process.mjs WHAT TASKS
// The young generation is as large as all of it, so that nothing is collected meanwhile and the growth of the heap is what was allocated.
import { PerformanceObserver } from 'node:perf_hooks';
import { plan } from '@codomyrmex/dag';
import { layered } from './graphs.mjs';
import { measurable } from './measurable.mjs';

const [what = '', size = '0'] = process.argv.slice(2);
const specs = layered(Number(size));
const { plan: graph } = plan(specs);
const { prepare, work } = measurable[what];

// The compiler's turn, and what a first run leaves for good.
await work(await prepare(graph, specs));
const ready = await prepare(graph, specs);
let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
// What a WeakRef was made for stays to the end of its turn of the event loop.
await new Promise(setImmediate);
globalThis.gc();
await new Promise(setImmediate);
observer.observe({ entryTypes: ['gc'] });
const before = process.memoryUsage().heapUsed;
const kept = await work(ready);
const allocated = process.memoryUsage().heapUsed - before;
await new Promise(setImmediate);
observer.disconnect();
globalThis.gc();
const retained = process.memoryUsage().heapUsed - before;
console.log(
  JSON.stringify({
    allocated: allocated / specs.length,
    retained: retained / specs.length,
    collections,
    kept: kept !== undefined,
  }),
);
