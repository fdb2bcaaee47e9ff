import type { StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { plan, type Stage, type TaskSpec } from '@codomyrmex/dag';
import type { Path } from './places.ts';

/** A step as the run has it: written among the steps, or for the run's end, or made of what undoes another. */
export interface PlannedStep {
  readonly definition: StepDefinition;
  /** Where in the workflow it is written. */
  readonly base: Path;
  readonly stage: Stage;
  /** The step that it undoes. */
  readonly undoes?: string;
}

type Parts = Pick<WorkflowDefinition, 'on_failure_steps' | 'finally'> & {
  readonly steps: readonly StepDefinition[];
  readonly items?: number | undefined;
};

/** Every task that a run of this workflow will have, in the order of the plan. */
export function plannedSteps(definition: Parts): readonly PlannedStep[] {
  if (definition.items !== undefined) return itemSteps(definition.steps, definition.items);
  const steps = definition.steps.map((step, index): PlannedStep => {
    return { definition: step, base: ['steps', index], stage: 'main' };
  });
  return [
    ...steps,
    ...definition.steps.flatMap(undoing),
    ...late(definition.on_failure_steps, 'on_failure_steps', 'failure'),
    ...late(definition.finally, 'finally', 'finally'),
  ];
}

/** A run of items has one step, done for each of them. */
function itemSteps([step]: readonly StepDefinition[], count: number): readonly PlannedStep[] {
  if (step === undefined) return [];
  return Array.from({ length: count }, (_, index): PlannedStep => {
    return { definition: { ...step, name: String(index) }, base: ['steps', 0], stage: 'main' };
  });
}

function late(steps: readonly StepDefinition[] | undefined, key: string, stage: Stage): readonly PlannedStep[] {
  return (steps ?? []).map((definition, index) => ({ definition, base: [key, index], stage }));
}

/** Whatever became of what was undone before it, it comes next. */
function undoing(step: StepDefinition, index: number): readonly PlannedStep[] {
  const { compensate, compensate_steps: ofSteps, workflow, priority } = step;
  const common = { name: `${step.name}.compensate`, priority, run_on: 'always' } as const;
  const undo = (definition: StepDefinition, key: string): readonly PlannedStep[] => [
    { definition, base: ['steps', index, key], stage: 'undo', undoes: step.name },
  ];
  if (compensate !== undefined) return undo({ ...compensate, ...common }, 'compensate');
  if (ofSteps !== true || workflow === undefined) return [];
  // Each of those that undo its steps is tried again as it says.
  return undo({ workflow, max_retries: 0, retry_delay: 0, ...common }, 'compensate_steps');
}

/**
 * The same tasks with what is undone in one chain, in reverse topological order of the steps, so that each is undone before
 * what it was built on. Where the steps are no plan, the order does not matter: the planner says so.
 */
export function chained(specs: readonly TaskSpec[]): readonly TaskSpec[] {
  if (!specs.some(({ stage }) => stage === 'undo')) return specs;
  const main = specs.filter(({ stage = 'main' }) => stage === 'main');
  const planned = plan(main);
  const order = planned.ok ? Array.from(planned.plan.order, (task) => main[task]?.name ?? '') : [];
  const undoing = new Map(specs.flatMap(({ name, undoes }) => (undoes === undefined ? [] : [[undoes, name]])));
  const before = new Map<string, string>();
  let last: string | undefined;
  for (const step of order.toReversed()) {
    const name = undoing.get(step);
    if (name === undefined) continue;
    if (last !== undefined) before.set(name, last);
    last = name;
  }
  return specs.map((spec) => {
    const earlier = before.get(spec.name);
    return earlier === undefined ? spec : { ...spec, dependencies: [earlier] };
  });
}
