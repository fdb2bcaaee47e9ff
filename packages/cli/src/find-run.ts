import { NotFoundError, runId, UsageError } from '@codomyrmex/core';
import type { Runtime } from '@codomyrmex/engine';

const LOOKED_THROUGH = 10_000;

/**
 * A run by its id or the beginning of it.
 * @throws NotFoundError RUN_NOT_FOUND · UsageError when several runs begin so.
 */
export async function findRun(runtime: Runtime, written: string): Promise<string> {
  if ((await runtime.record(runId(written))) !== undefined) return written;
  const heads = await runtime.list({ limit: LOOKED_THROUGH });
  const matching = heads.filter((head) => written.length >= 4 && head.id.startsWith(written));
  if (matching.length > 1) {
    throw new UsageError(`${matching.length} runs begin with ${written}`, {
      suggestions: matching.slice(0, 5).map((head) => head.id),
    });
  }
  const [head] = matching;
  if (head !== undefined) return head.id;
  throw new NotFoundError(`there is no run ${written}`, {
    code: 'RUN_NOT_FOUND',
    suggestions: ['codomyrmex run list shows the runs of this data folder.'],
  });
}
