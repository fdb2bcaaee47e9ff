import { hostname } from 'node:os';
import { outerRunId } from '@codomyrmex/core';
import { Adoption, type Orchestrator, orchestratorRuns, Scheduler, systemRandom } from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import { parseDuration } from '@codomyrmex/schedules';
import { Command } from 'commander';
import { type CommandScope, perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import { CANCELLED } from '../interrupts.ts';
import { outliveReader } from '../output/lost-reader.ts';
import { ServingReport } from '../output/serving-report.ts';
import { StopSignals } from '../stop-signals.ts';

interface ServeOptions extends CommonOptions {
  readonly grace: string;
}

export function serveCommand(): Command {
  return common(new Command('serve').description('run due schedules and go on with interrupted runs, until Ctrl-C'))
    .option('--jsonl', 'one line of JSON for everything that it does; --json does the same')
    .option('--grace <duration>', 'how long Ctrl-C waits for runs to end', '30s')
    .action(serve);
}

/**
 * Ctrl-C starts nothing more and waits for runs to end; a second one, or the end of the grace, leaves them interrupted, so that
 * they can be resumed: then it exits with 130, else with 0.
 */
function serve(options: ServeOptions): Promise<void> {
  return perform(options, async (scope) => {
    const grace = parseDuration(options.grace);
    outliveReader();
    // The workflows to come may ask for it, and the store cannot be changed for each.
    const { orchestrator, store } = await scope.open('strict');
    const release = store.claimServing(`process ${process.pid} on ${hostname()}`);
    const report = new ServingReport(scope.terminal, options.json === true || options.jsonl === true);
    const unsubscribe = orchestrator.feed.subscribe((item) => report.feed(item));
    const signals = new StopSignals(() => report.stopped(inHand(orchestrator)));
    try {
      report.serving(scope.dataFolder);
      const stop = begin(scope, { orchestrator, store }, report);
      report.stopping(await signals.first, inHand(orchestrator).length);
      await stop();
      const left = await endedWithin(orchestrator, grace);
      report.stopped(left);
      return left.length === 0 ? 0 : CANCELLED;
    } finally {
      unsubscribe();
      signals.release();
      release();
    }
  });
}

function begin(
  scope: CommandScope,
  { orchestrator, store }: { readonly orchestrator: Orchestrator; readonly store: Store },
  report: ServingReport,
): () => Promise<void> {
  const { clock, runtime } = orchestrator;
  const runs = orchestratorRuns(orchestrator, async ({ workflow, parameters, textParameters, workspace }) =>
    orchestrator.prepare(await findWorkflow(scope.workflows, workflow), { parameters, textParameters, workspace }),
  );
  const adoption = new Adoption({
    clock,
    unfinished: () => runtime.list({ unfinished: true }),
    resume: (run) => orchestrator.resume(run),
    onEvent: (event) => report.adoption(event),
  });
  const scheduler = new Scheduler({
    clock,
    store: store.schedules,
    runs,
    random: systemRandom,
    newRunId: () => orchestrator.newRunId(),
    onEvent: (event) => report.scheduler(event),
  });
  adoption.begin();
  scheduler.begin();
  return async () => {
    await Promise.all([scheduler.stop(), adoption.stop()]);
  };
}

/** The runs that had not ended then. */
async function endedWithin(orchestrator: Orchestrator, milliseconds: number): Promise<readonly string[]> {
  const { runtime, clock } = orchestrator;
  const all = Promise.allSettled([...runtime.live.values()].map(({ ended }) => ended));
  let cancel: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve);
  });
  await Promise.race([all, late]);
  cancel();
  return inHand(orchestrator);
}

/** Without those that they consist of. */
const inHand = ({ runtime }: Orchestrator): readonly string[] =>
  [...runtime.live.keys()].filter((run) => outerRunId(run) === undefined);
