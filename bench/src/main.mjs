// Prints ratios of our own parts to their limits and peers, measured in this one run: only ratios compare across machines.
//   node --expose-gc bench/src/main.mjs [quick]
import { cpus } from 'node:os';
import { durable } from './durable.mjs';
import { engine } from './engine.mjs';
import { kernel } from './kernel.mjs';
import { planning } from './planning.mjs';

const quick = process.argv.includes('quick');
const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
await kernel(sizes);
await planning(sizes);
await engine(sizes);
await durable();
