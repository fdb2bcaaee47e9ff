import { type RunId, runId } from '@codomyrmex/core';
import { planRetry, type RunRetry, type RunState } from '@codomyrmex/dag';
import type { Feed } from '../feed.ts';
import type { OutputStore } from '../runtime/output.ts';
import { bounded } from './bounded-outputs.ts';
import { nothingElse } from './nothing-else.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

interface KeptPorts {
  readonly runs: { read(run: RunId): Promise<{ readonly state: RunState } | undefined> };
  readonly outputs: OutputStore;
  readonly feed: Pick<Feed, 'publish'>;
}

/**
 * What a run of so many items takes over of an earlier one; nothing where that is gone, or cannot be read, or had another number of
 * them: then all of them are done.
 */
export async function keptItems(
  { runs, outputs, feed }: KeptPorts,
  earlier: string,
  size: number,
): Promise<RunRetry | undefined> {
  const found = await unlessUnreadable(
    () => runs.read(runId(earlier)),
    (reason) => feed.publish({ kind: 'warning', message: `the items of run ${earlier} are all done again: ${reason}` }),
  );
  if (found?.state.plan.size !== size) return undefined;
  const retry = planRetry(earlier, found.state, nothingElse);
  return retry.carried.length === 0 ? undefined : bounded(outputs, retry);
}
