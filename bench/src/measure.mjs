/** CPU microseconds of this process, user and system. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** A sample is made of as many calls as it takes to work on so many tasks: a single call of few is noise. */
const TASKS_PER_SAMPLE = 100_000;

/** Samples thrown away: until then the compiler is still at work, and takes three times as long. */
const WARM_UP = 3;

/**
 * Median CPU microseconds of one call of `work` on `tasks` tasks, after some samples to warm up. Wall time is shared with
 * whatever else the machine does; CPU time is not.
 */
export async function cpuOf(work, { tasks, repeats = 5 }) {
  const calls = Math.max(1, Math.floor(TASKS_PER_SAMPLE / tasks));
  const samples = [];
  for (let repeat = tasks > TASKS_PER_SAMPLE ? -1 : -WARM_UP; repeat < repeats; repeat++) {
    globalThis.gc?.();
    const start = cpu();
    for (let call = 0; call < calls; call++) await work();
    if (repeat >= 0) samples.push((cpu() - start) / calls);
  }
  samples.sort((a, b) => a - b);
  return samples[Math.floor(samples.length / 2)];
}

export function print(title, rows) {
  console.log(`\n${title}`);
  const columns = Object.keys(rows[0]);
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) =>
    cells
      .map((cell, index) => (index === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[index])))
      .join('  ');
  console.log(line(columns));
  for (const row of rows) console.log(line(columns.map((column) => row[column])));
}

export const ratio = (part, whole) => `${(part / whole).toFixed(2)}`;
export const micros = (value) => value.toFixed(value < 10 ? 2 : 1);
