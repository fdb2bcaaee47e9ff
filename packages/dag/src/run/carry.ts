import { InternalError } from '@codomyrmex/core';
import type { Owned } from './owned.ts';
import type { RunRetry } from './run-retry.ts';
import { put, settled } from './settle.ts';

/**
 * Takes over what an earlier run has done. All of it stands before the first dependent is told, so that no carried task is
 * skipped, or comes up, by the end of another.
 */
export function carryOver(state: Owned, { of, carried, again }: RunRetry, at: number): void {
  state.retryOf = of;
  const keeps = again.flatMap(({ task, keeps: inside }): [number, string][] =>
    inside === undefined ? [] : [[task, inside]],
  );
  if (keeps.length > 0) state.keeps = new Map(keeps);
  for (const { task, output, isGiven } of carried) {
    if (state.tasks[task]?.kind !== 'waiting' || state.plan.late.has(task)) {
      throw new InternalError(`task ${task} cannot be carried over from run ${of}`, { code: 'JOURNAL_CORRUPT' });
    }
    const source = { kind: isGiven === true ? ('given' as const) : ('carried' as const), run: of };
    put(state, task, { kind: 'completed', attempt: 0, output, source, startedAt: at, endedAt: at });
  }
  for (const { task } of carried) settled(state, task);
}
