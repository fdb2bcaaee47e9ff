import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const program = fileURLToPath(new URL('../thousand-runs.mjs', import.meta.url));

/** The engine's slots for all runs together, and how each run's steps depend on each other. */
const scenarios = [
  { shape: 'chain', slots: 8, durability: 'relaxed' },
  { shape: 'layers', slots: 8, durability: 'relaxed' },
  { shape: 'chain', slots: 1_000, durability: 'relaxed' },
  { shape: 'chain', slots: 1_000, durability: 'strict' },
];

const shown = [
  'steps/s',
  'steps per CPU s',
  'median run ms',
  'last run ms',
  'standstill max, rounds',
  'longest block, CPU ms',
  'loop delay p99 ms',
  'heap KB/run',
  'peak RSS MB',
];

/** In a process of its own: memory is measured too. */
function once(scenario) {
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', program, JSON.stringify(scenario)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the measurement of ${JSON.stringify(scenario)} exited with ${status}`);
  return JSON.parse(stdout.toString());
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'A thousand runs at the same time',
  about: `1,000 runs of 20 no-op steps on one engine and the embedded store. No step does anything before all runs have begun; then
the clock starts. A round is as many steps as there are runs: who stands still for two rounds was passed once by all others.
Each measurement is a process of its own.`,
  async run({ quick }) {
    const rows = scenarios.slice(0, quick ? 1 : scenarios.length).map((scenario) => {
      const samples = Array.from({ length: quick ? 1 : 3 }, () => once(scenario));
      const figures = Object.fromEntries(shown.map((key) => [key, spreadOf(samples.map((sample) => sample[key]))]));
      return {
        name: `${scenario.shape}, ${scenario.slots.toLocaleString('en')} slots, ${scenario.durability}`,
        figures,
        ratios: { 'longest block / 50 ms': ratio(figures['longest block, CPU ms'], 50, atMost(1)) },
      };
    });
    return { rows };
  },
};
