/**
 * What a figure was over several samples: only medians are compared, and the spread says how much they mean.
 * @typedef {{ readonly median: number, readonly low: number, readonly high: number }} Spread
 */

/** @param {readonly number[]} samples at least one @returns {Spread} */
export function spreadOf(samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (/** @type {number} */ share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), low: at(0), high: at(1) };
}

/** @param {Spread} spread @param {number} divisor @returns {Spread} */
export const divided = ({ median, low, high }, divisor) => ({
  median: median / divisor,
  low: low / divisor,
  high: high / divisor,
});

/** CPU microseconds of this process, all its threads, user and system. */
export function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Runs `sample` some times for nothing, since the compiler is at work until then, and then for its figure. Garbage is not collected by
 * force between samples: V8 then throws away what it compiled as well, and a run of our engine took four times as long.
 * @param {() => number | Promise<number>} sample
 * @param {{ readonly repeats?: number, readonly warmUps?: number }} [how]
 */
export async function sampled(sample, { repeats = 5, warmUps = 1 } = {}) {
  const samples = [];
  for (let repeat = -warmUps; repeat < repeats; repeat++) {
    const value = await sample();
    if (repeat >= 0) samples.push(value);
  }
  return spreadOf(samples);
}

/** A sample is made of as many calls as it takes to work on so many tasks: a single call of few is noise. */
const TASKS_PER_SAMPLE = 100_000;
/** Until then the compiler takes three times as long for short samples. */
const WARM_UPS = 3;

/**
 * CPU microseconds of one call of `work`, divided by the `tasks` it works on. Wall time is shared with whatever else the
 * machine does; CPU time is not.
 * @param {() => unknown} work
 * @param {{ readonly tasks: number, readonly repeats?: number, readonly warmUps?: number }} how
 */
export async function cpuPerTask(work, { tasks, repeats = 5, warmUps = WARM_UPS }) {
  const calls = Math.max(1, Math.floor(TASKS_PER_SAMPLE / tasks));
  const sample = async () => {
    const start = cpuMicros();
    for (let call = 0; call < calls; call++) await work();
    return (cpuMicros() - start) / calls / tasks;
  };
  return sampled(sample, { repeats, warmUps: tasks > TASKS_PER_SAMPLE ? 1 : warmUps });
}

/** Milliseconds on the wall clock of one call. @param {() => unknown} work */
export async function wallMs(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
