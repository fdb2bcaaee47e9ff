import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { program } from '../output/called-as.ts';
import { jsonValue } from '../parameters.ts';

interface SignalOptions extends CommonOptions {
  readonly data?: string;
}

export function signalRun(written: string, name: string, options: SignalOptions): Promise<void> {
  return perform(options, async (scope) => {
    const data = options.data === undefined ? null : jsonValue('--data', options.data);
    const orchestrator = await scope.orchestrator();
    const id = await findRun(orchestrator.runtime, written);
    await orchestrator.signal(id, name, data);
    if (scope.json) scope.terminal.json({ success: true, execution_id: id, signal: name });
    else scope.terminal.note(`sent signal ${name} to run ${id}: ${program()} run show ${id}`);
    return 0;
  });
}
