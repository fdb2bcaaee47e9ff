import { type Failure, type JsonObject, MAX_ITEMS, type RunId, type SuccessRule } from '@codomyrmex/core';
import { independentPlan, type RunState, type TaskState } from '@codomyrmex/dag';
import { combinations } from '../definition/matrix.ts';
import { invalidParameters, listOf } from '../expression/invalid-parameters.ts';
import type { Report } from './invocation.ts';
import { loadedOutput, type OutputStore } from './output.ts';
import type { ItemsWork, RunPlan } from './run-plan.ts';
import { sharedWith } from './shared-with.ts';
import type { TimeSlice } from './time-slice.ts';
import type { Upstream } from './upstream.ts';
import { withLocals } from './with-locals.ts';

/** What the work of one item sees beside what its step sees. */
export type ItemLocals = Readonly<Record<string, unknown>>;

/** The items of a step, in order. @throws ActionError INVALID_PARAMETERS where they are no list or too many. */
export async function itemsOf(
  { items, reads }: Pick<ItemsWork, 'items' | 'reads'>,
  upstream: Upstream,
): Promise<readonly ItemLocals[]> {
  return localsOf(items.evaluate(await upstream.scopeOf(reads)));
}

/** How many items a record of `foreach` or `matrix` gives. @throws the same. */
export const itemCount = (evaluated: unknown): number => localsOf(evaluated).length;

function localsOf(evaluated: unknown): readonly ItemLocals[] {
  const { foreach, matrix } = evaluated as { foreach?: unknown; matrix?: Record<string, unknown> }; // its record has one of them
  const locals =
    matrix === undefined
      ? listOf(foreach, '"foreach"').map((item, index) => ({ item, index }))
      : combinations(matrix).map((combination, index) => ({ matrix: combination, index }));
  if (locals.length <= MAX_ITEMS) return locals;
  throw invalidParameters(`the step has ${locals.length} items, and at most ${MAX_ITEMS} are done`);
}

interface ItemsPlace {
  readonly id: RunId;
  readonly createdAt: number;
  readonly outer: RunPlan;
  readonly upstream: Upstream;
  readonly slice: Pick<TimeSlice, 'isOver' | 'turn' | 'turnAfter'>;
}

/**
 * The run that does the work of a step for each item: one task for each, named by its index. What is stored of it is the step for
 * one item and how many there are: the items are what the outer run's expressions give again.
 */
export async function itemsPlan(work: ItemsWork, items: readonly ItemLocals[], place: ItemsPlace): Promise<RunPlan> {
  const { id, createdAt, outer, upstream, slice } = place;
  // Until here they were evaluated, and with what comes of this the run is made.
  await slice.turnAfter(items.length);
  const plan = independentPlan(items.length, work.item.traits);
  await slice.turnAfter(items.length);
  const works = await worksOf(work.work, items, slice);
  await slice.turnAfter(items.length);
  const { workflow, parameters, workspace } = outer.record;
  const definition: JsonObject = JSON.parse(
    JSON.stringify({
      name: workflow,
      mode: outer.mode,
      on_failure: 'continue',
      steps: [work.item.definition],
      items: items.length,
    }),
  );
  return {
    record: { id, workflow, definition, parameters, workspace, createdAt },
    plan,
    works,
    mode: outer.mode,
    maxParallel: Math.min(work.maxParallel ?? outer.maxParallel, outer.maxParallel),
    onFailure: 'continue',
    ...sharedWith(outer),
    upstream,
  };
}

async function worksOf(work: ItemsWork['work'], items: readonly ItemLocals[], slice: ItemsPlace['slice']) {
  const works: ItemsWork['work'][] = [];
  for (const locals of items) {
    works.push(withLocals(work, locals));
    if (slice.isOver()) await slice.turn();
  }
  return works;
}

interface ReportPorts {
  readonly outputs: OutputStore;
  readonly slice: Pick<TimeSlice, 'turnAfter'>;
}

/** The results in order, or what is wrong with them by the step's rule. */
export async function itemsReport(
  { tasks }: RunState,
  rule: SuccessRule | undefined,
  { outputs, slice }: ReportPorts,
): Promise<Report> {
  const failure = itemsFailure(tasks, rule);
  if (failure !== undefined) return { kind: 'failed', failure };
  await slice.turnAfter(tasks.length);
  const output: unknown[] = [];
  for (const task of tasks) {
    if (task.kind !== 'completed') output.push(null);
    else output.push(task.output.kind === 'inline' ? task.output.value : await loadedOutput(outputs, task.output));
  }
  // What it makes of them, a text for the store, takes its time too.
  await slice.turnAfter(tasks.length);
  return { kind: 'succeeded', output };
}

/** Nothing where enough of them completed. */
export function itemsFailure(
  tasks: readonly TaskState[],
  { min, tolerance = 0 }: SuccessRule = {},
): Failure | undefined {
  let completed = 0;
  const bad: number[] = [];
  for (const [index, { kind }] of tasks.entries()) {
    if (kind === 'completed') completed++;
    else if (kind === 'failed' || kind === 'cancelled') bad.push(index);
  }
  const isMet = min === undefined ? bad.length <= Math.floor(tolerance * tasks.length + 1e-9) : completed >= min;
  if (isMet) return undefined;
  const wanted =
    min === undefined ? `at most ${Math.floor(tolerance * tasks.length + 1e-9)} may` : `${min} must complete`;
  const first = bad[0] === undefined ? undefined : tasks[bad[0]];
  const why = first?.kind === 'failed' ? `: item ${bad[0]}: ${first.failure.message}` : '';
  return {
    type: 'TaskExecutionError',
    code: 'ITEMS_FAILED',
    message: `${bad.length} of ${tasks.length} items failed, and ${wanted}${why}`,
    retryable: false,
    details: { items: tasks.length, completed, failed: bad.slice(0, SHOWN) },
  };
}

const SHOWN = 100;
