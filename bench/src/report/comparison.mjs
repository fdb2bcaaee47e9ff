import { shown } from './table.mjs';

/** Below this the machine is as good a reason as the code. */
const NOISE = 1.3;

/**
 * The ratios that are worse than the recorded ones by more than noise. Those without an aim have no better and no worse.
 * @param {string} name of the benchmark
 * @param {import('./result.mjs').Result} now
 * @param {import('./result.mjs').Result | undefined} before
 * @returns {readonly string[]}
 */
export function worsened(name, now, before) {
  return now.rows.flatMap((row) => {
    const known = before?.rows.find((one) => one.name === row.name);
    return Object.entries(row.ratios).flatMap(([what, { value, aim }]) => {
      const old = known?.ratios[what]?.value;
      if (old === undefined || aim === undefined) return [];
      const factor = aim.at === 'most' ? value / old : old / value;
      return factor > NOISE ? [`${name}, ${row.name}: ${what} was ${shown(old)} and is ${shown(value)}`] : [];
    });
  });
}
