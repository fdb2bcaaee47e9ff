import { type Plan, planRetry, type RetryChoice, type RunRetry, type TaskAgain } from '@codomyrmex/dag';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import { readsRunId } from '../expression/reads-run-id.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { nothingElse } from './nothing-else.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/**
 * The same retry, where a step that consists of a run and did not complete keeps what completed in it: if nobody chose it, what it
 * reads of parameters is as it was, so is everything that it depends on, and what it does does not come of the run's id. Then it has
 * the same items, in the same order, or gives its workflow the same parameters.
 */
export async function keepingInside(
  earlier: RunSnapshot,
  { steps }: Pick<CheckedWorkflow, 'steps'>,
  { choice, retry }: { readonly choice: RetryChoice; readonly retry: RunRetry },
): Promise<RunRetry> {
  const { plan } = earlier.state;
  const carried = new Set(retry.carried.flatMap(({ task, isGiven }) => (isGiven === true ? [] : [task])));
  const again: TaskAgain[] = [];
  for (const one of retry.again) {
    const { task } = one;
    const isOther = choice.chosen.has(task) || choice.changed.has(task) || !dependsOnlyOn(plan, task, carried);
    const given = givenInside(steps[task]);
    const isSame = given !== undefined && !isOther && !readsRunId(given);
    const keeps = isSame ? await runInside(earlier, task) : undefined;
    again.push(keeps === undefined ? one : { ...one, keeps });
  }
  return { ...retry, again };
}

/** What a run in the run comes of: its items, or what its workflow is given; nothing where each round has a run of its own. */
function givenInside(step: CheckedStep | undefined): ParametersTemplate | undefined {
  if (step === undefined || step.items !== undefined) return step?.items;
  return step.work.kind === 'workflow' && step.until === undefined ? step.work.template : undefined;
}

/** The run that a task consisted of, if there is anything to keep of it; where none was begun, the one that it would have kept something of. */
async function runInside(earlier: RunSnapshot, task: number): Promise<string | undefined> {
  const { state } = earlier;
  const current = state.tasks[task];
  if (current === undefined || current.kind === 'completed') return undefined;
  const begun = attemptsOf(current);
  if (begun === 0) return state.keeps?.get(task);
  const inside = await unlessUnreadable(() => earlier.inner(state.plan.names[task] ?? '', begun));
  if (inside === undefined) return state.keeps?.get(task);
  return (await hasDone(inside)) ? inside.record.id : undefined;
}

/** Whether anything completed in it that stands. Of items that did not complete nothing is kept. Workflows are in each other to a small depth. */
async function hasDone(run: RunSnapshot): Promise<boolean> {
  const { record, state } = run;
  if (planRetry(record.id, state, nothingElse).carried.length > 0) return true;
  if (record.definition.items !== undefined) return false;
  for (let task = 0; task < state.plan.size; task++) {
    if ((await runInside(run, task)) !== undefined) return true;
  }
  return false;
}

function dependsOnlyOn({ dependencies, dependencyStart }: Plan, task: number, others: ReadonlySet<number>): boolean {
  return dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]).every((one) => others.has(one));
}
