import { type CommonOptions, perform } from '../command-run.ts';
import { findRun } from '../find-run.ts';
import { runEnding, stepTable } from '../output/run-ending.ts';

export function showRun(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const document = await orchestrator.document(await findRun(orchestrator.runtime, written));
    if (scope.json) scope.terminal.json(document);
    else {
      scope.terminal.data(stepTable(document, scope.terminal.outWidth));
      await runEnding(scope, document, undefined);
    }
    return 0;
  });
}
