import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { program } from '../output/called-as.ts';
import { jsonObject } from '../parameters.ts';

interface ApproveOptions extends CommonOptions {
  readonly data?: string;
}

interface RejectOptions extends CommonOptions {
  readonly reason?: string;
}

export function approveStep(written: string, step: string, options: ApproveOptions): Promise<void> {
  return perform(options, async (scope) => {
    const data = jsonObject('--data', options.data);
    const orchestrator = await scope.orchestrator();
    const id = await findRun(orchestrator.runtime, written);
    await orchestrator.approve(id, step, data);
    return told(scope, { id, step, done: 'approved' });
  });
}

export function rejectStep(written: string, step: string, options: RejectOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const id = await findRun(orchestrator.runtime, written);
    await orchestrator.reject(id, step, options.reason);
    return told(scope, { id, step, done: 'rejected' });
  });
}

interface Answered {
  readonly id: string;
  readonly step: string;
  readonly done: 'approved' | 'rejected';
}

function told({ terminal, json }: CommandScope, { id, step, done }: Answered): number {
  if (json) terminal.json({ success: true, execution_id: id, step });
  else terminal.note(`${done} step ${step} of run ${id}: ${program()} run show ${id}`);
  return 0;
}
