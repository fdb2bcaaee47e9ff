import { runId } from '@codomyrmex/core';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { program } from '../output/called-as.ts';

interface PauseOptions extends CommonOptions {
  readonly stop?: boolean;
}

export function pauseRun(written: string, options: PauseOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime } = await scope.orchestrator();
    const id = await findRun(runtime, written);
    await runtime.ask(runId(id), { kind: 'pause', stop: options.stop === true });
    if (scope.json) scope.terminal.json({ success: true, execution_id: id });
    else scope.terminal.note(`asked run ${id} to pause: ${program()} run resume ${id} goes on with it`);
    return 0;
  });
}
