import type { Plan, RetryChoice, RunRetry, TaskAgain } from '@codomyrmex/dag';
import type { CheckedWorkflow } from '../definition/checked-workflow.ts';
import { readsRunId } from '../expression/reads-run-id.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/**
 * The same retry, where a step of items that did not complete keeps those of them that did: if nobody chose it, what it reads of
 * parameters is as it was, so is everything that it depends on, and its items do not come of the run's id. Then it has the same items,
 * in the same order.
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
    const items = steps[task]?.items;
    const isSame = items !== undefined && !isOther && !readsRunId(items);
    const keeps = isSame ? await itemsOf(earlier, task) : undefined;
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
  if (begun === 0) return state.keeps?.get(task);
  const items = await unlessUnreadable(() => earlier.inner(state.plan.names[task] ?? '', begun));
  return items?.record.id ?? state.keeps?.get(task);
}

function dependsOnlyOn({ dependencies, dependencyStart }: Plan, task: number, others: ReadonlySet<number>): boolean {
  return dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]).every((one) => others.has(one));
}
