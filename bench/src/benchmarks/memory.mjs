import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const program = fileURLToPath(new URL('../allocation-process.mjs', import.meta.url));
/** Larger than what any of them allocates at 100,000 tasks. */
const flags = ['--expose-gc', '--min-semi-space-size=1024', '--max-semi-space-size=1024', '--max-old-space-size=8192'];

export function allocationOf(what, tasks) {
  const { status, stdout } = spawnSync(process.execPath, [...flags, program, what, String(tasks)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`measuring the allocations of ${what} exited with ${status}`);
  return JSON.parse(stdout.toString());
}

const aims = {
  plan: { retained: 150 },
  kernel: { allocated: 1_000 },
};

/** What is allocated once for a run counts for more where there are fewer tasks: the aim is for so many. */
const AIMED_TASKS = 100_000;

function rowOf(what, tasks, repeats) {
  const samples = Array.from({ length: repeats }, () => allocationOf(what, tasks));
  const collected = samples.some(({ collections }) => collections > 0);
  const allocated = spreadOf(samples.map((sample) => sample.allocated));
  const retained = spreadOf(samples.map((sample) => sample.retained));
  const aim = aims[what];
  return {
    name: `${what}, ${tasks.toLocaleString('en')}`,
    figures: {
      'allocated B/task': collected ? 'more than the young generation' : allocated,
      'retained B/task': retained,
    },
    ratios: {
      ...(aim?.allocated !== undefined && {
        'allocated / aim': ratio(allocated, aim.allocated, tasks === AIMED_TASKS ? atMost(1) : undefined),
      }),
      ...(aim?.retained !== undefined && { 'retained / aim': ratio(retained, aim.retained, atMost(1)) }),
    },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Memory of a task',
  about: `Bytes that a layered graph allocates on the heap for each task, in a process whose young generation is never collected, and what
stays when all is done and collected: of the plan the plan itself, of the engine the ended run with its views. The bare ready queue is
the limit.`,
  async run({ quick }) {
    const rows = [];
    for (const what of ['limit', 'plan', 'kernel', 'engine']) {
      for (const tasks of quick ? [10_000] : [10_000, 100_000]) rows.push(rowOf(what, tasks, 3));
    }
    return { rows };
  },
};
