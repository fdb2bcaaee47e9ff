import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const program = fileURLToPath(new URL('../recovery-process.mjs', import.meta.url));
const OPEN = 100;
/** Two facts a step, with a beginning and an end: a hundred events a run. */
const STEPS = 49;

const processOf = (...words) =>
  spawnSync(process.execPath, ['--expose-gc', program, ...words.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });

function sampleOf(folder) {
  const { status, stdout } = processOf('recover', folder, STEPS);
  if (status !== 0) throw new Error(`the recovery exited with ${status}`);
  const sample = JSON.parse(stdout.toString());
  if (sample.runs !== OPEN) throw new Error(`${sample.runs} of ${OPEN} open runs were found`);
  return sample;
}

function rowOf(ended, repeats) {
  const folder = mkdtempSync(join(tmpdir(), 'codomyrmex-bench-'));
  try {
    const { signal } = processOf('fill', folder, ended, OPEN, STEPS);
    if (signal !== 'SIGKILL') throw new Error('the process that fills the journal did not come to its end');
    const samples = Array.from({ length: repeats + 1 }, () => sampleOf(folder)).slice(1);
    const of = (key) => spreadOf(samples.map((sample) => sample[key]));
    return {
      name: `${OPEN} open runs among ${(ended + OPEN).toLocaleString('en')}`,
      figures: {
        'opened ms': of('open'),
        'found ms': of('list'),
        'folded ms': of('fold'),
        'all ms': of('all'),
        'memory MB': of('memory'),
      },
      ratios: {
        'all / 50 ms': ratio(of('all'), 50, atMost(1)),
        'memory / 100 MB': ratio(of('memory'), 100, atMost(1)),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Recovery',
  about: `A process with 100 events a run is killed; the next one opens the data folder, finds the runs without an end, reads their
events and folds them into states. On the wall clock, in a fresh process each time. Only what is unfinished is read, so ten times
the history should cost the same.`,
  async run({ quick }) {
    const sizes = quick ? [900] : [900, 9_900];
    const rows = sizes.map((ended) => rowOf(ended, quick ? 3 : 7));
    const [small, large] = rows;
    if (large !== undefined) {
      large.ratios['all, at ten times the history'] = ratio(
        large.figures['all ms'],
        small.figures['all ms'],
        atMost(1.5),
      );
    }
    return { rows };
  },
};
