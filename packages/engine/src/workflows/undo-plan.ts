import { InternalError, type JsonObject, type StepDefinition } from '@codomyrmex/core';
import { plan, type RunState, type TaskSpec, type TaskState } from '@codomyrmex/dag';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import type { InnerPlace, RunPlan, TaskWork, UndoneRun } from '../runtime/run-plan.ts';
import { sharedWith } from '../runtime/shared-with.ts';

/** Where what undoes a run is done, and what its tasks do. */
interface UndoPlace extends InnerPlace {
  readonly worksOf: (steps: readonly CheckedStep[]) => readonly TaskWork[];
}

/**
 * The run that undoes what a run of the workflow did: what undoes each of its steps that completed, one by one, what completed last
 * first. All of it follows from how that run ended, so that it is the same wherever it is taken up again. Nothing where nothing is to
 * be undone.
 */
export function undoPlan(workflow: CheckedWorkflow, undone: UndoneRun, place: UndoPlace): RunPlan | undefined {
  const { record, state, upstream } = undone;
  const { id, createdAt, outer, worksOf } = place;
  const tasks = lastFirst(workflow, state);
  if (tasks.length === 0) return undefined;
  const specs = tasks.map((task, index): TaskSpec => specOf(workflow, task, tasks[index - 1]));
  const planned = plan(specs);
  if (!planned.ok) throw new InternalError(`what undoes run ${record.id} is no plan: ${planned.problems[0]?.message}`);
  const steps = tasks.flatMap((task) => workflow.steps[task] ?? []);
  const definition: JsonObject = JSON.parse(
    JSON.stringify({
      name: record.workflow,
      mode: outer.mode,
      on_failure: 'continue',
      steps: steps.map((step, index) => stored(step, specs[index])),
      undoes: record.id,
    }),
  );
  const { workflow: name, parameters, workspace } = record;
  return {
    record: { id, workflow: name, definition, parameters, workspace, createdAt },
    plan: planned.plan,
    works: worksOf(steps).map((work) => (work.kind === 'undo' ? { ...work, of: undone } : work)),
    mode: outer.mode,
    maxParallel: 1,
    onFailure: 'continue',
    ...sharedWith(outer),
    upstream,
  };
}

/** What undoes the steps that completed, by task; of those that ended in one moment, what others were built on comes later. */
function lastFirst({ plan: { undoes, order } }: CheckedWorkflow, { tasks }: RunState): readonly number[] {
  const places = new Map(Array.from(order, (task, place) => [task, place]));
  const done = Array.from(undoes, ([task, step]) => ({
    task,
    place: places.get(step) ?? 0,
    ended: endOf(tasks[step]),
  }));
  return done
    .filter(({ ended }) => ended !== undefined)
    .toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0) || b.place - a.place)
    .map(({ task }) => task);
}

const endOf = (task: TaskState | undefined): number | undefined =>
  task?.kind === 'completed' ? task.endedAt : undefined;

/** Whatever became of what was undone before it, it comes next. */
function specOf(
  { plan: { names, priorities, retries, standing } }: CheckedWorkflow,
  task: number,
  before?: number,
): TaskSpec {
  return {
    name: names[task] ?? '',
    dependencies: before === undefined ? [] : [names[before] ?? ''],
    priority: priorities[task],
    runOn: 'always',
    retry: retries[task],
    isStanding: standing.has(task),
  };
}

const stored = ({ definition }: CheckedStep, spec: TaskSpec | undefined): StepDefinition => ({
  ...definition,
  dependencies: [...(spec?.dependencies ?? [])],
});
