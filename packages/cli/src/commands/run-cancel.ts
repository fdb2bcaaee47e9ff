import { runId } from '@codomyrmex/core';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { program } from '../output/called-as.ts';

interface CancelOptions extends CommonOptions {
  readonly reason: string;
}

export function cancelRun(written: string, options: CancelOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime } = await scope.orchestrator();
    const id = await findRun(runtime, written);
    await runtime.ask(runId(id), { kind: 'cancel', reason: options.reason });
    if (scope.json) scope.terminal.json({ success: true, execution_id: id });
    else scope.terminal.note(`asked run ${id} to cancel: ${program()} run show ${id}`);
    return 0;
  });
}
