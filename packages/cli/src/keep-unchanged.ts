import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runId } from '@codomyrmex/core';
import { isTapped } from '@codomyrmex/core/hooks';
import { fileMark, type Orchestrator, type PreparedWorkflow, unchangedRun } from '@codomyrmex/engine';
import type { Opened } from './open-orchestrator.ts';
import { readPluginLock } from './plugins/plugin-lock.ts';
import type { UnchangedWorkflow } from './unchanged-workflow.ts';

interface EndedRun {
  readonly prepared: PreparedWorkflow;
  readonly id: string;
}

/**
 * Keeps a run that has completed, where all of its facts would be the same again and nobody else has a part in them. What keeps it from
 * that is told by nobody: the next run asks its steps one by one.
 */
export async function keepUnchanged(unchanged: UnchangedWorkflow, opened: Opened, ended: EndedRun): Promise<void> {
  try {
    await kept(unchanged, opened, ended);
  } catch {
    return;
  }
}

async function kept(
  unchanged: UnchangedWorkflow,
  { orchestrator, warnings, dataFolder }: Opened,
  { prepared, id }: EndedRun,
): Promise<void> {
  for (const file of pluginFiles(orchestrator, prepared)) {
    const stats = lstatSync(file, { bigint: true });
    // It may not be what this process has loaded.
    if (Number(stats.ctimeMs) > performance.timeOrigin) return;
    unchanged.looks.file(file, fileMark(stats));
  }
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

/** Where the versions of the plugins stand that the steps call: those that come with the program are packages of their own. */
function pluginFiles({ registry }: Orchestrator, { workflow }: PreparedWorkflow): readonly string[] {
  const modules = new Set(workflow.steps.flatMap(({ definition: { module } }) => module ?? []));
  return [...modules].flatMap((module) => {
    const entry = registry.entryOf(module);
    if (entry?.startsWith('file:') !== true) return [];
    const file = realpathSync(fileURLToPath(entry));
    return [file, join(dirname(file), 'codomyrmex.json')].filter((one) => existsSync(one));
  });
}
