import type { LiveRun, RunDocument } from '@codomyrmex/engine';
import type { CommandScope } from './command-run.ts';
import { runEnding } from './output/run-ending.ts';
import { watchedRun } from './output/watch-run.ts';

/** What a shell gives for a process that Ctrl-C ended. */
const CANCELLED = 130;

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
  { jsonl, document: wire, shown }: Carrying,
): Promise<number> {
  const orchestrator = await scope.orchestrator();
  const { terminal } = scope;
  const watching = jsonl ? 'jsonl' : scope.json ? 'nobody' : 'people';
  const { run, done } = await watchedRun(orchestrator, begin, { terminal, watching });
  const release = onInterrupts(run, (text) => terminal.note(text));
  process.send?.({ started: run.id });
  try {
    await run.ended;
  } finally {
    done();
    release();
  }
  const document = await orchestrator.document(run.id);
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

/** Once: cancel, so that what runs can end well. Twice: leave; the run is then interrupted and can be resumed. */
function onInterrupts(run: LiveRun, note: (text: string) => void): () => void {
  let asked = 0;
  const interrupt = (signal: NodeJS.Signals): void => {
    asked++;
    if (asked > 1) {
      note(`left at once: codomyrmex run resume ${run.id} goes on`);
      process.exit(CANCELLED);
    }
    note(`${signal}: cancelling ${run.id}; once more leaves at once`);
    run.cancel(`${signal} from the terminal`);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}
