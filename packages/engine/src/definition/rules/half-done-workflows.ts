import type { Plan } from '@codomyrmex/dag';
import type { CheckedWorkflow } from '../checked-workflow.ts';
import type { DraftStep, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';

/**
 * Told of a workflow that may be rolled back, and nothing is refused: what completed in a workflow that ends half-way as a step stays
 * then, unless that one is rolled back by itself or its step says that it may stay.
 */
export const halfDoneWorkflows: Rule = ({ steps, inner }) => {
  const left = new Set([...inner].flatMap(([name, one]) => (one.ok && isLeftHalfDone(one.workflow) ? [name] : [])));
  return steps.flatMap((step) => warningsOf(step, left));
};

function warningsOf({ definition, does, base, stage }: DraftStep, left: ReadonlySet<string>): readonly Fault[] {
  const { name, compensate_steps: ofSteps } = definition;
  if (does.kind !== 'workflow' || stage !== 'main' || ofSteps === false) return [];
  if (!left.has(does.workflow)) return [];
  return [
    {
      code: 'half_done_workflow',
      message: `"${name}" can be left half done by a rollback: a workflow that fails or is cancelled while it goes on is undone only where it says "on_failure: rollback" itself, and "${does.workflow}" does not`,
      path: [...base, 'workflow'],
      suggestion: `write "on_failure: rollback" in the workflow "${does.workflow}", or "compensate_steps: false" in the step where what it did may stay`,
    },
  ];
}

/** Whether it can end without having completed after one of its steps did that has something that undoes it. */
function isLeftHalfDone({ definition, plan }: CheckedWorkflow): boolean {
  if (definition.on_failure === 'rollback') return false;
  // Both may fail when all steps have completed.
  const endsLater = (definition.finally ?? []).length > 0 || definition.outputs !== undefined;
  const last = lastStep(plan);
  return [...plan.undoes.values()].some((step) => endsLater || step !== last || plan.rules.has(step));
}

/** The step that all others come before; where it asks that they succeeded, nothing is left to fail when it has completed. */
function lastStep({ size, late, dependentStart }: Plan): number | undefined {
  let last: number | undefined;
  for (let task = 0; task < size; task++) {
    if (late.has(task) || dependentStart[task] !== dependentStart[task + 1]) continue;
    if (last !== undefined) return undefined;
    last = task;
  }
  return last;
}
