/** CPU microseconds of this process, user and system. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * Median CPU microseconds of one call of `work`, after one call to warm up. Wall time is shared with whatever else the
 * machine does; CPU time is not.
 */
export async function cpuOf(work, { repeats = 5 } = {}) {
  await work();
  const samples = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    globalThis.gc?.();
    const start = cpu();
    await work();
    samples.push(cpu() - start);
  }
  samples.sort((a, b) => a - b);
  return samples[Math.floor(samples.length / 2)];
}

/** Median wall milliseconds. */
export async function wallOf(work, { repeats = 5 } = {}) {
  await work();
  const samples = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    await work();
    samples.push(performance.now() - start);
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
