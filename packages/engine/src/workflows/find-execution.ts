import { isOrchestrationError, type RunId, runId } from '@codomyrmex/core';
import type { Runtime } from '../runtime/runtime.ts';

/** A run by its id, else the newest of the workflow of that name; `undefined` when there is neither. */
export async function findExecution(runtime: Runtime, idOrName: string): Promise<RunId | undefined> {
  const id = runId(idOrName);
  if ((await runtime.record(id)) !== undefined) return id;
  const [newest] = await runtime.list({ workflow: idOrName, limit: 1 });
  return newest?.id;
}

/**
 * Ends a run by its id, or every run of a workflow that has no end yet, whichever process has them.
 * Gives false when nothing of that name goes on.
 */
export async function cancelExecutions(runtime: Runtime, idOrName: string, reason: string): Promise<boolean> {
  const id = runId(idOrName);
  const byId = await runtime.list({ run: id, unfinished: true });
  const heads = byId.length > 0 ? byId : await runtime.list({ workflow: idOrName, unfinished: true });
  let cancelled = 0;
  for (const head of heads) if (await isCancelled(runtime, head.id, reason)) cancelled++;
  return cancelled > 0;
}

/** False for a run that has ended by itself meanwhile. */
async function isCancelled(runtime: Runtime, run: RunId, reason: string): Promise<boolean> {
  try {
    await runtime.ask(run, { kind: 'cancel', reason: reason });
    return true;
  } catch (error) {
    if (isOrchestrationError(error) && error.code === 'RUN_ENDED') return false;
    throw error;
  }
}
