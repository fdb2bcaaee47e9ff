import { runId } from '@codomyrmex/core';
import { carryRun } from '../carry-run.ts';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { findRun } from '../find-run.ts';
import { openOrchestrator } from '../open-orchestrator.ts';

export function resumeRun(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { id, durability } = await interrupted(scope, written);
    const orchestrator = await scope.orchestrator(durability);
    return carryRun(scope, () => orchestrator.resume(id), { jsonl: options.jsonl === true });
  });
}

interface Interrupted {
  readonly id: string;
  readonly durability: 'relaxed' | 'strict';
}

/** How durably a run is written stands in its definition, and must be known before its store is opened for writing. */
async function interrupted(scope: CommandScope, written: string): Promise<Interrupted> {
  const { orchestrator, close } = await openOrchestrator(scope);
  try {
    const id = await findRun(orchestrator.runtime, written);
    const record = await orchestrator.runtime.record(runId(id));
    return { id, durability: record?.definition.durability === 'strict' ? 'strict' : 'relaxed' };
  } finally {
    await close();
  }
}
