import { type RunId, runId } from '@codomyrmex/core';
import type { Feed } from '../feed.ts';
import type { OutputStore } from '../runtime/output.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/** Where runs in runs find what they take over of earlier ones. */
export interface KeptPorts {
  readonly runs: { read(run: RunId): Promise<RunSnapshot | undefined> };
  readonly outputs: OutputStore;
  readonly feed: Pick<Feed, 'publish'>;
}

/** `undefined` also where it cannot be read: then it is told that its `parts` are all done again. */
export function earlierRun(
  { runs, feed }: KeptPorts,
  earlier: string,
  parts: 'items' | 'steps',
): Promise<RunSnapshot | undefined> {
  return unlessUnreadable(
    () => runs.read(runId(earlier)),
    (reason) =>
      feed.publish({ kind: 'warning', message: `the ${parts} of run ${earlier} are all done again: ${reason}` }),
  );
}
