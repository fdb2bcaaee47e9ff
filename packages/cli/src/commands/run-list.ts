import { runSummary } from '@codomyrmex/engine';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { asCalled, program } from '../output/called-as.ts';
import type { Column } from '../output/column.ts';
import { table } from '../output/table.ts';
import { duration } from '../output/times.ts';
import { quoted } from '../output/wait-text.ts';
import { safe } from '../terminal.ts';

interface ListOptions extends CommonOptions {
  readonly workflow?: string;
  readonly limit?: number;
}

export function listRuns(options: ListOptions): Promise<void> {
  return perform(options, async (scope) => {
    const store = await scope.store();
    const heads = await (await scope.runs()).list({
      ...(options.workflow !== undefined && { workflow: options.workflow }),
      ...(options.limit !== undefined && { limit: options.limit }),
    });
    const runs = heads.map(runSummary);
    for (const { message, suggestions } of store.problems()) {
      scope.terminal.error([`warning: ${message}`, ...suggestions.map(asCalled)].join('\n  '));
    }
    if (scope.json) scope.terminal.json(runs);
    else if (runs.length === 0) scope.terminal.note(noRuns(scope, options));
    else {
      const rows = runs.map((run) => [
        run.execution_id,
        run.workflow_name,
        run.status,
        run.start_time.replace('T', ' ').slice(0, 19),
        run.end_time === null ? '' : duration(Date.parse(run.end_time) - Date.parse(run.start_time)),
      ]);
      const columns: readonly Column[] = [
        { title: 'run', whole: true },
        { title: 'workflow' },
        { title: 'status', whole: true },
        { title: 'started (UTC)', whole: true },
        { title: 'took' },
      ];
      scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
      const still = runs.find((run) => run.status === 'interrupted' || run.status === 'paused');
      if (still !== undefined) {
        const which = still.status === 'paused' ? 'a paused' : 'an interrupted';
        scope.terminal.note(`\n${which} run goes on with: ${program()} run resume ${still.execution_id}`);
      }
    }
    return 0;
  });
}

function noRuns({ dataFolder }: CommandScope, { workflow, limit }: ListOptions): string {
  if (limit === 0) return '--limit 0 shows none';
  const of = workflow === undefined ? '' : ` of the workflow "${safe(workflow)}"`;
  return `there is no run${of} in ${dataFolder} yet\n  ${program()} workflow run ${workflow === undefined ? 'NAME' : quoted(workflow)} begins one`;
}
