import type { LiveRun, RunDocument } from '@codomyrmex/engine';
import type { CommandScope } from './command-run.ts';
import { interruptedRun } from './interrupted-run.ts';
import { CANCELLED, Interrupts } from './interrupts.ts';
import { outliveReader } from './output/lost-reader.ts';
import { runEnding } from './output/run-ending.ts';
import { watchedRun } from './output/watch-run.ts';

export interface Carrying {
  /** One event a line on stdout, instead of anything else. */
  readonly jsonl: boolean;
  /** What `--json` prints; the run's whole document unless given. */
  readonly document?: (document: RunDocument) => object;
  /** What people are shown of a run that completed, before how it ended. */
  readonly shown?: (document: RunDocument) => string;
}

/** Begins a run, shows it until its end, prints how it ended, and gives the exit code. Ctrl-C cancels; a second one leaves at once. */
export async function carryRun(
  scope: CommandScope,
  begin: () => Promise<LiveRun>,
  carrying: Carrying,
): Promise<number> {
  const orchestrator = await scope.orchestrator();
  const { terminal } = scope;
  outliveReader();
  const watching = carrying.jsonl ? 'jsonl' : scope.json ? 'nobody' : 'people';
  const interrupts = new Interrupts((text) => terminal.note(text));
  try {
    const { run, done } = await watchedRun(orchestrator, begin, { terminal, watching });
    interrupts.attach(run);
    scope.keepDataOutOfGit();
    process.send?.({ started: run.id });
    try {
      await run.ended;
    } catch (error) {
      throw interruptedRun(error, run.id);
    } finally {
      done();
    }
    return await told(scope, await orchestrator.document(run), carrying);
  } finally {
    interrupts.release();
  }
}

/** Prints how a run ended, and gives the exit code. */
async function told(
  scope: CommandScope,
  document: RunDocument,
  { jsonl, document: wire, shown }: Carrying,
): Promise<number> {
  const { terminal } = scope;
  if (scope.json) terminal.json(wire === undefined ? document : wire(document));
  else if (!jsonl) {
    if (shown !== undefined && document.status === 'completed') terminal.data(shown(document));
    await runEnding(scope, document, process.argv.slice(2));
  }
  switch (document.status) {
    case 'completed':
      return 0;
    case 'cancelled':
      return CANCELLED;
    default:
      return 1;
  }
}
