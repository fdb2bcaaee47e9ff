import { planRetry, type RunRetry } from '@codomyrmex/dag';
import { bounded } from './bounded-outputs.ts';
import { earlierRun, type KeptPorts } from './earlier-run.ts';
import { nothingElse } from './nothing-else.ts';

/**
 * What a run of so many items takes over of an earlier one; nothing where that is gone, or cannot be read, or had another number of
 * them: then all of them are done.
 */
export async function keptItems(ports: KeptPorts, earlier: string, size: number): Promise<RunRetry | undefined> {
  const found = await earlierRun(ports, earlier, 'items');
  if (found?.state.plan.size !== size) return undefined;
  const retry = planRetry(earlier, found.state, nothingElse);
  return retry.carried.length === 0 ? undefined : bounded(ports.outputs, retry);
}
