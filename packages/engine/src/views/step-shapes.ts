import type { JsonObject, WaitFor } from '@codomyrmex/core';
import { levelsOf } from '@codomyrmex/dag';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import type { EvaluationScope } from '../expression/scope.ts';
import { itemCount } from '../runtime/items-run.ts';

/** What a step that is more than one call of an action consists of, as far as that is known before a run. */
export interface StepShape {
  /** `null`: only what steps leave says how many. */
  readonly items?: number | null;
  readonly workflow?: string;
  /** Of the workflow: how many steps it has, and how many of them may run at once. */
  readonly steps?: number;
  readonly peak_parallel?: number;
  /** As it is written. */
  readonly waits_for?: WaitFor;
}

/** By task index, of the steps that are so. */
export function stepShapes(
  { steps }: Pick<CheckedWorkflow, 'steps'>,
  parameters: JsonObject,
): ReadonlyMap<number, StepShape> {
  const shapes = new Map<number, StepShape>();
  for (const [task, step] of steps.entries()) {
    const shape: StepShape = {
      ...(step.items !== undefined && { items: countOf(step, parameters) }),
      ...workflowShape(step),
      ...(step.definition.wait_for !== undefined && { waits_for: step.definition.wait_for }),
    };
    if (Object.keys(shape).length > 0) shapes.set(task, shape);
  }
  return shapes;
}

function workflowShape({ work }: CheckedStep): Pick<StepShape, 'workflow' | 'steps' | 'peak_parallel'> {
  if (work.kind === 'undo') {
    const { definition, plan } = work.workflow;
    return { workflow: definition.name, steps: plan.undoes.size, peak_parallel: 1 };
  }
  if (work.kind !== 'workflow') return {};
  const { definition, plan, steps } = work.workflow;
  const working = (task: number): boolean => steps[task]?.work.kind !== 'wait';
  const widest = Math.max(0, ...levelsOf(plan).map((level) => level.filter(working).length));
  return {
    workflow: definition.name,
    steps: plan.size,
    peak_parallel: Math.min(widest, definition.max_parallel ?? widest),
  };
}

function countOf({ items }: CheckedStep, params: JsonObject): number | null {
  const scope: EvaluationScope = {
    step: () => undefined,
    failures: () => [],
    params,
    run: { id: '', workflow: '', workspace: '' },
  };
  try {
    return items === undefined ? null : itemCount(items.evaluate(scope));
  } catch {
    return null; // it refers to a step, or will fail
  }
}
