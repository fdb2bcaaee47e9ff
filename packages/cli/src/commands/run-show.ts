import { type CommonOptions, perform } from '../command-run.ts';
import { findRun } from '../find-run.ts';
import { longestWait, pathLine } from '../output/path-line.ts';
import { runEnding, stepTable } from '../output/run-ending.ts';
import { clockTime, duration } from '../output/times.ts';

export function showRun(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const document = await orchestrator.document(await findRun(orchestrator.runtime, written));
    if (scope.json) scope.terminal.json(document);
    else {
      scope.terminal.data(stepTable(document, scope.terminal.outWidth));
      for (const line of [pathLine(document, scope.terminal.outWidth), longestWait(document)]) {
        if (line !== undefined) scope.terminal.data(line);
      }
      await runEnding(scope, document, undefined);
      const { estimated_end_time: end, remaining_seconds: left } = document;
      if (end !== undefined && left !== undefined) {
        scope.terminal.data(`by earlier runs: ${duration(left * 1000)} to go, until ${clockTime(Date.parse(end))} UTC`);
      }
    }
    return 0;
  });
}
