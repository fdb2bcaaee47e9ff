import { innerRunId, innerRunPath, NotFoundError, type RunId, runId, UsageError } from '@codomyrmex/core';
import type { Runtime } from '@codomyrmex/engine';

const LOOKED_THROUGH = 10_000;

/**
 * A run by its id or the beginning of it; for a run in a run, by the beginning of the outer one's: `1m8m~each` for the run that
 * step `each` consists of.
 * @throws NotFoundError RUN_NOT_FOUND · UsageError when several runs begin so.
 */
export async function findRun(runtime: Runtime, written: string): Promise<string> {
  if ((await runtime.record(runId(written))) !== undefined) return written;
  const [beginning = '', ...steps] = innerRunPath(written);
  const outermost = await beginningWith(runtime, beginning);
  // Written steps have their attempts in them.
  const run = steps.reduce((outer: RunId, step) => innerRunId(outer, step, 1), runId(outermost));
  if (steps.length === 0 || (await runtime.record(run)) !== undefined) return run;
  throw new NotFoundError(`there is no run ${run}`, {
    code: 'RUN_NOT_FOUND',
    suggestions: [`codomyrmex run show ${outermost} shows what its steps consist of.`],
  });
}

async function beginningWith(runtime: Runtime, written: string): Promise<string> {
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
