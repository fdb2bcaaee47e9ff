// Prints ratios of our own parts to their limits and peers, measured in this one run: only ratios compare across machines.
//   pnpm --dir bench run bench [quick]                     kernel, planning, engine, durable
//   pnpm --dir bench run bench runs [--json] [--repeats N]   a thousand runs at the same time
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { durable } from './durable.mjs';
import { engine } from './engine.mjs';
import { kernel } from './kernel.mjs';
import { planning } from './planning.mjs';
import { runs } from './runs.mjs';

const sections = { kernel, planning, engine, durable };
const [first, second] = process.argv.slice(2);
const quick = first === 'quick' || second === 'quick';
const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];

if (first === 'runs') {
  await runs(process.argv.slice(3));
} else if (first !== undefined && Object.hasOwn(sections, first)) {
  await sections[first](sizes);
} else {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  // Each in a process of its own: what one section teaches the compiler changes the figures of the next.
  for (const section of Object.keys(sections)) {
    const words = ['--expose-gc', fileURLToPath(import.meta.url), section, ...(quick ? ['quick'] : [])];
    const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
