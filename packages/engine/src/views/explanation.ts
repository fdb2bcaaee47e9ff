import type { RunId } from '@codomyrmex/core';
import type { StepCache } from '@codomyrmex/dag';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { type AttemptExplanation, type Explanation, explainedRun } from './explain.ts';
import { type PlaceNames, placeNames } from './place-names.ts';

/**
 * Why a run stands as it does, with what its steps consist of, each by the newest attempt of the step; `undefined` when there is no
 * such run. Without the cache nothing that changed is named.
 */
export async function explanation(runtime: Runtime, run: RunId, cache?: StepCache): Promise<Explanation | undefined> {
  const snapshot = await runtime.snapshot(run);
  const names = await placeNames(runtime, run);
  if (snapshot === undefined || names === undefined) return undefined;
  const entries: [string, readonly AttemptExplanation[]][] = [];
  await explain({ runtime, cache, names, entries }, snapshot);
  return Object.fromEntries(entries);
}

interface Explaining {
  readonly runtime: Runtime;
  readonly cache: StepCache | undefined;
  readonly names: PlaceNames;
  readonly entries: [string, readonly AttemptExplanation[]][];
}

/** Workflows are in each other to a small depth: recursion is safe. */
async function explain(explaining: Explaining, snapshot: RunSnapshot): Promise<void> {
  const { runtime, cache, names, entries } = explaining;
  const { record, state } = snapshot;
  for (const [task, attempts] of Object.entries(await explainedRun(runtime, snapshot, cache))) {
    entries.push([names.plainName(record.id, task), attempts]);
    const current = state.tasks[state.plan.indices.get(task) ?? -1];
    const begun = current === undefined ? 0 : attemptsOf(current);
    const inner = begun === 0 ? undefined : await snapshot.inner(task, begun);
    if (inner !== undefined) await explain(explaining, inner);
  }
}
