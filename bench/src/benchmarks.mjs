import { readdirSync } from 'node:fs';

/** The order of the sections; a file of benchmarks/ that is not named here is not a benchmark. */
const order = [
  'start',
  'kernel',
  'planning',
  'engine',
  'peers',
  'short-runs',
  'durable',
  'runs',
  'recovery',
  'foreach',
  'tasks',
  'resources',
  'cached',
  'discovery',
  'documents',
  'memory',
];

const there = new Set(readdirSync(new URL('./benchmarks/', import.meta.url)));

export const benchmarkNames = order.filter((name) => there.has(`${name}.mjs`));

/** @param {string} name @returns {Promise<import('./report/result.mjs').Benchmark>} */
export async function benchmarkOf(name) {
  const { benchmark } = await import(`./benchmarks/${name}.mjs`);
  return benchmark;
}
