// node --expose-gc src/growth.mjs [subject…]
// Doubles the size of everything that has one and looks at what a part of it then costs: what grows in proportion costs the same, what is
// quadratic twice as much. Looks at the ratio and never at the clock, and again before it complains: a loaded machine is no fault.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { growthSubjects } from './growth-subjects.mjs';
import { cpuMicros } from './sampling.mjs';

/** n log n is below 1.1; what is quadratic by half is 1.5. */
const LIMIT = 1.5;
const TRIES = 3;
const ROUNDS = 3;
const WARM_UPS = 4;

const [first, ...others] = process.argv.slice(2);

/** CPU time of a part, the least of some rounds: other work of the machine only adds to it. */
async function costOf({ size, make, work }, factor) {
  const made = make(size * factor);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = cpuMicros();
    await work(made);
    least = Math.min(least, cpuMicros() - start);
  }
  return least / (size * factor);
}

async function ratioOf(subject) {
  // A compiler that is still at work makes the first size dearer than it is.
  for (let round = 0; round < WARM_UPS; round++) await subject.work(subject.make(subject.size));
  const small = await costOf(subject, 1);
  return (await costOf(subject, 2)) / small;
}

/** In a process of its own: what one subject leaves on the heap would cost the next. */
function measured(name) {
  const words = ['--expose-gc', fileURLToPath(import.meta.url), '--one', name];
  const { status, stdout } = spawnSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${name} could not be measured`);
  return Number(stdout);
}

function leastOf(name) {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && least > LIMIT; attempt++) least = Math.min(least, measured(name));
  return least;
}

if (first === '--one') {
  const subject = growthSubjects[others[0] ?? ''];
  console.log(await ratioOf(subject));
} else {
  const names = first === undefined ? Object.keys(growthSubjects) : [first, ...others];
  const ratios = names.map((name) => ({ name, ratio: leastOf(name) }));
  const wrong = ratios.filter(({ ratio }) => ratio > LIMIT);
  for (const { name, ratio } of first === undefined ? wrong : ratios) {
    console.log(`${name}: a part costs ${ratio.toFixed(2)} times as much at twice the size`);
  }
  console.log(
    `growth: ${ratios.length} measured, ${wrong.length} grow faster than their size (more than ${LIMIT} at twice the size)`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
