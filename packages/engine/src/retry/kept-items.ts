import { type RunId, runId } from '@codomyrmex/core';
import { type Plan, planRetry, type RetryChoice, type RunRetry, type RunState, type TaskAgain } from '@codomyrmex/dag';
import type { CheckedWorkflow } from '../definition/checked-workflow.ts';
import type { OutputStore } from '../runtime/output.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { bounded } from './bounded-outputs.ts';

/**
 * The same retry, where a step of items that did not complete keeps those of them that did: if nobody chose it, what it reads of
 * parameters is as it was, and so is everything that it depends on. Then it has the same items, in the same order.
 */
export async function keepingItems(
  earlier: RunSnapshot,
  { steps }: CheckedWorkflow,
  { choice, retry }: { readonly choice: RetryChoice; readonly retry: RunRetry },
): Promise<RunRetry> {
  const { plan } = earlier.state;
  const carried = new Set(retry.carried.flatMap(({ task, isGiven }) => (isGiven === true ? [] : [task])));
  const again: TaskAgain[] = [];
  for (const one of retry.again) {
    const { task } = one;
    const isOther = choice.chosen.has(task) || choice.changed.has(task) || !dependsOnlyOn(plan, task, carried);
    const keeps = steps[task]?.items === undefined || isOther ? undefined : await itemsOf(earlier, task);
    again.push(keeps === undefined ? one : { ...one, keeps });
  }
  return { ...retry, again };
}

/** The run of a task's items; where none was begun, the one that it would have kept items of. */
async function itemsOf(earlier: RunSnapshot, task: number): Promise<string | undefined> {
  const { state } = earlier;
  const current = state.tasks[task];
  if (current === undefined || current.kind === 'completed') return undefined;
  const begun = attemptsOf(current);
  const items = begun === 0 ? undefined : await earlier.inner(state.plan.names[task] ?? '', begun);
  return items?.record.id ?? state.keeps?.get(task);
}

function dependsOnlyOn({ dependencies, dependencyStart }: Plan, task: number, others: ReadonlySet<number>): boolean {
  return dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]).every((one) => others.has(one));
}

const nothingElse: RetryChoice = { chosen: new Set(), changed: new Map(), given: new Map() };

interface KeptPorts {
  readonly runs: { stateOf(run: RunId): Promise<RunState | undefined> };
  readonly outputs: OutputStore;
}

/** What a run of so many items takes over of an earlier one; nothing where that is gone, or had another number of them. */
export async function keptItems(
  { runs, outputs }: KeptPorts,
  earlier: string,
  size: number,
): Promise<RunRetry | undefined> {
  const state = await runs.stateOf(runId(earlier));
  if (state?.plan.size !== size) return undefined;
  const retry = planRetry(earlier, state, nothingElse);
  return retry.carried.length === 0 ? undefined : bounded(outputs, retry);
}
