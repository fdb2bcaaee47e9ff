import { runId } from '@codomyrmex/core';
import { isTapped } from '@codomyrmex/core/hooks';
import { type PreparedWorkflow, unchangedRun } from '@codomyrmex/engine';
import type { Opened } from './open-orchestrator.ts';
import { readPluginLock } from './plugins/plugin-lock.ts';
import type { UnchangedWorkflow } from './unchanged-workflow.ts';

interface EndedRun {
  readonly prepared: PreparedWorkflow;
  readonly id: string;
}

/** Keeps a run that has completed, where all of its facts would be the same again and nobody else has a part in them. */
export async function keepUnchanged(
  unchanged: UnchangedWorkflow,
  { orchestrator, warnings, dataFolder }: Opened,
  { prepared, id }: EndedRun,
): Promise<void> {
  const seen = unchanged.looks.seen();
  // Who is warned is to be warned again.
  if (seen === undefined || warnings.length + prepared.workflow.warnings.length > 0) return;
  if (Object.values(orchestrator.hooks).some(isTapped)) return;
  // A plugin that is used where it is built may be another one the next time.
  if (readPluginLock(dataFolder).some(({ link }) => link !== null)) return;
  const { runtime } = orchestrator;
  const snapshot = await runtime.snapshot(runId(id));
  if (snapshot === undefined) return;
  const run = unchangedRun(snapshot, await runtime.events(snapshot.record.id), seen);
  if (run !== undefined) unchanged.keep(run);
}
