import { runId } from '@codomyrmex/core';
import { carryRun } from '../carry-run.ts';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { openOrchestrator } from '../open-orchestrator.ts';
import { program } from '../output/called-as.ts';
import { ownDurability } from '../own-durability.ts';

export function resumeRun(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const found = await resumable(scope, written);
    switch (found.kind) {
      case 'asked':
        if (scope.json) scope.terminal.json({ success: true, execution_id: found.id });
        else scope.terminal.note(`asked run ${found.id} to go on: ${program()} run show ${found.id}`);
        return 0;
      case 'to_carry':
        return carried(scope, found, options);
    }
  });
}

async function carried(scope: CommandScope, { id, durability }: ToCarry, options: CommonOptions): Promise<number> {
  const orchestrator = await scope.orchestrator(durability);
  const begin = async () => {
    const live = await orchestrator.resume(id);
    live.ask({ kind: 'continue' });
    return live;
  };
  return carryRun(scope, begin, { jsonl: options.jsonl === true });
}

interface ToCarry {
  readonly kind: 'to_carry';
  readonly id: string;
  readonly durability: 'relaxed' | 'strict' | undefined;
}

/** A paused run whose process lives is asked to go on there; every other one is taken over by this process. */
async function resumable(
  scope: CommandScope,
  written: string,
): Promise<ToCarry | { readonly kind: 'asked'; readonly id: string }> {
  const { orchestrator, close } = await openOrchestrator(scope);
  const { runtime } = orchestrator;
  try {
    const id = await findRun(runtime, written);
    const [head] = await runtime.list({ run: runId(id) });
    const snapshot = await runtime.snapshot(runId(id));
    if (head?.phase.kind === 'owned' && snapshot?.status === 'paused') {
      await runtime.ask(runId(id), { kind: 'continue' });
      return { kind: 'asked', id };
    }
    return { kind: 'to_carry', id, durability: ownDurability(snapshot?.record.definition) };
  } finally {
    await close();
  }
}
