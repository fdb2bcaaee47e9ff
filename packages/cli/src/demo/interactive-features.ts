import { runId } from '@codomyrmex/core';
import { explanation, type RunDocument } from '@codomyrmex/engine';
import { duration } from '../output/times.ts';
import { safe } from '../terminal.ts';
import { demoHeader } from './demo-header.ts';
import { demoPause } from './demo-pause.ts';
import { fault, mendSampleProject } from './sample-project.ts';
import type { Definition, Tour } from './tour.ts';

export interface InteractiveFeatures {
  /** Runs in the order in which they were made: by what they show, their documents. */
  readonly first: RunDocument;
  readonly again: RunDocument;
  readonly failed: RunDocument;
  readonly retried: RunDocument;
}

const cache = { inputs: ['src/**', 'test/**', 'package.json'] };
const node = (name: string, words: readonly string[], more: object = {}) => ({
  name,
  module: 'shell',
  action: 'run',
  parameters: { command: [process.execPath, ...words] },
  max_retries: 0,
  ...more,
});
const look = (name: string, [module, action, where]: readonly [string, string, string]) => ({
  name,
  module,
  action,
  parameters: { [where]: '.' },
  max_retries: 0,
  cache,
});

/** Steps side by side, and one that reads what they gave. */
export const review: Definition = {
  name: 'review',
  description: 'looks at the shop from several sides at once',
  steps: [
    look('quality', ['static_analysis', 'analyze_code_quality', 'path']),
    look('unsafe', ['security', 'audit_code_security', 'target_path']),
    look('secrets', ['security', 'scan_secrets', 'target_path']),
    node('test', ['--test', 'test/cart.test.js'], { cache }),
    node(
      'summary',
      [
        '-p',
        'process.argv.slice(1).join(", unsafe places: ")',
        '{{ quality.output.score }}',
        '{{ unsafe.output.findings_count }}',
      ],
      { dependencies: ['secrets', 'test'], cache: true },
    ),
  ],
};

const release: Definition = {
  name: 'release',
  description: 'tests, then packs',
  steps: [
    node('build', ['--check', 'src/cart.js']),
    node('test', ['test/discount.test.js'], {
      dependencies: ['build'],
    }),
    node('pack', ['-p', '"packed"'], { dependencies: ['test'] }),
  ],
};

/** Runs, reruns from the cache, fails, explains, and goes on after the mend. */
export async function demoInteractiveFeatures(tour: Tour): Promise<InteractiveFeatures> {
  demoHeader(tour, '3. Interactive features');
  tour.say('Four steps begin at once; the fifth waits for all of them and reads what they gave.');
  tour.command('workflow run review');
  const first = await tour.run(review, { watched: true });
  tellRun(tour, first);
  tour.show('');
  tour.say('Again, with nothing changed: every step is answered from the cache.');
  tour.command('workflow run review');
  const again = await tour.run(review);
  tellRun(tour, again);
  await demoPause(tour);
  tour.show('');
  tour.say('A release whose test fails. What depends on it is skipped.');
  tour.command('workflow run release');
  const failed = await tour.run(release, { watched: true });
  tellRun(tour, failed);
  tour.show('');
  tour.command(`run explain ${failed.execution_id}`);
  await tellWhy(tour, failed);
  tour.show('');
  tour.say(
    `${fault.file} added the discount instead of taking it away. Mended, the run is made again from there: what completed is carried over.`,
  );
  await mendSampleProject(tour.places.project);
  tour.command(`run retry ${failed.execution_id}`);
  const retried = await tour.carry(() => tour.opened.orchestrator.retry(failed.execution_id), { watched: true });
  tellRun(tour, retried);
  return { first, again, failed, retried };
}

function tellRun(tour: Tour, { workflow_name: name, status, execution_time: seconds, results }: RunDocument): void {
  const { green, red } = tour.terminal.outColors;
  tour.show(`${name} ${status === 'completed' ? green(status) : red(status)} in ${duration(seconds * 1000)}`);
  for (const [step, result] of Object.entries(results)) {
    const how = result.cached ? ', from the cache' : result.carried === true ? ', carried over' : '';
    const why = result.skipped_because === undefined ? '' : ` (${result.skipped_because})`;
    tour.item(safe(`${step}: ${result.status}${how}${why}`));
  }
}

async function tellWhy(tour: Tour, { execution_id }: RunDocument): Promise<void> {
  const { runtime, stepCache } = tour.opened.orchestrator;
  const steps = (await explanation(runtime, runId(execution_id), stepCache)) ?? {};
  for (const [name, attempts] of Object.entries(steps)) {
    for (const { decision, reason, outcome } of attempts) {
      const end = outcome === undefined ? '' : `; it ${outcome.split('\n', 1)[0]}`;
      tour.item(safe(`${name} ${decision}: ${reason}${end}`));
    }
  }
}
