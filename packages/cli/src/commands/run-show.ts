import type { RunDocument } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { program } from '../output/called-as.ts';
import { longestWait, pathLine } from '../output/path-line.ts';
import { runEnding } from '../output/run-ending.ts';
import { stepTable, waitingSteps } from '../output/step-table.ts';
import { clockTime, duration } from '../output/times.ts';
import { waitAnswer, waitText } from '../output/wait-text.ts';

export function showRun(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const document = await orchestrator.document(await findRun(orchestrator.runtime, written));
    if (scope.json) scope.terminal.json(document);
    else {
      const now = orchestrator.clock.now();
      scope.terminal.data(stepTable(document, scope.terminal.outWidth, now));
      const path = [pathLine(document, scope.terminal.outWidth), longestWait(document)].filter(
        (line) => line !== undefined,
      );
      for (const line of [...waitLines(document, now), ...path]) scope.terminal.data(line);
      await runEnding(scope, document, ['run', 'show']);
      const { estimated_end_time: end, remaining_seconds: left } = document;
      if (end !== undefined && left !== undefined) {
        scope.terminal.data(`by earlier runs: ${duration(left * 1000)} to go, until ${clockTime(Date.parse(end))} UTC`);
      }
    }
    return 0;
  });
}

/** What the run waits for, with the command that answers each. */
function waitLines(document: RunDocument, now: number): readonly string[] {
  const { named, more } = waitingSteps(document);
  const lines = named.flatMap(({ step, wait }) => {
    const place = { run: document.execution_id, step, program: program() };
    return ['', `${step} ${waitText(wait, now)}`, ...waitAnswer(wait, place).map((line) => `  ${line}`)];
  });
  const rest = more === 0 ? [] : ['', `and ${more} more wait`];
  return lines.length === 0 ? [] : [...lines, ...rest, ''];
}
