#!/usr/bin/env node
// Plays random plans of faults against the whole engine in virtual time; see packages/testing/test/simulated:
//   node scripts/simulate-nightly.mjs [seeds=100000] [from=1]      (build first)
// Prints how far it is and how fast, ends with the first seed that fails, and says how to play that one again.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const [seeds = 100_000, from = 1] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(from)) {
  console.error('usage: node scripts/simulate-nightly.mjs [seeds] [from], both whole numbers');
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
/** A process plays so many, so that memory stays small and something is told now and then. */
const AT_ONCE = 2_500;

/** @returns {Promise<{ code: number | null, output: string }>} */
function play(first, count) {
  const args = [vitest, 'run', '--project', '@codomyrmex/testing', 'simulated/first-half', 'simulated/second-half'];
  const env = { ...process.env, SIMULATED_SEEDS: `${count}`, SIMULATED_FROM: `${first}` };
  return new Promise((resolve) => {
    // Two workers where there are two processors: each file has half of the seeds.
    const child = spawn(process.execPath, [...args, '--maxWorkers', `${Math.min(2, availableParallelism())}`], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (text) => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('close', (code) => resolve({ code, output }));
  });
}

const began = Date.now();
for (let done = 0; done < seeds; ) {
  const count = Math.min(AT_ONCE, seeds - done);
  const { code, output } = await play(from + done, count);
  if (code !== 0) {
    console.error(output);
    console.error(`seeds ${from + done} to ${from + done + count - 1}: failed, as above`);
    process.exit(1);
  }
  done += count;
  const seconds = (Date.now() - began) / 1000;
  console.log(`${done} of ${seeds} seeds held, ${(done / seconds).toFixed(0)} a second, ${seconds.toFixed(0)} s`);
}
