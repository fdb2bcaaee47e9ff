import type { StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import type { Draft } from './draft.ts';
import { hasItems } from './step-kind.ts';

interface Circumstances {
  /** Whether the workflow may be rolled back: by itself, or with one that runs it. */
  readonly isUndone: boolean;
  /** A stored definition says of each step whether its workflow is undone: what it does not say is not so in its run. */
  readonly origin?: 'journal' | undefined;
}

/** The names of the workflows that are undone step by step where this one is rolled back. */
export function undoneWorkflows({ steps }: WorkflowDefinition, when: Circumstances): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (isUndoneInside(step, when) ? (step.workflow ?? []) : [])));
}

/** The same workflow, which says of each step whose workflow has something that undoes it that this is done. */
export function withInnerCompensations(
  definition: WorkflowDefinition,
  inner: Draft['inner'],
  when: Circumstances,
): WorkflowDefinition {
  if (inner.size === 0) return definition;
  const steps = definition.steps.map((step) =>
    isUndoneInside(step, when) && hasCompensations(step, inner) ? { ...step, compensate_steps: true } : step,
  );
  return { ...definition, steps };
}

/** Of many items or rounds, each is a run of its own: such a step is undone as one, or left alone. */
function isUndoneInside(step: StepDefinition, { isUndone, origin }: Circumstances): boolean {
  if (step.workflow === undefined || step.compensate !== undefined) return false;
  if (hasItems(step) || step.repeat !== undefined) return false;
  return step.compensate_steps ?? (isUndone && origin !== 'journal');
}

function hasCompensations({ workflow = '' }: StepDefinition, inner: Draft['inner']): boolean {
  const found = inner.get(workflow);
  return found?.ok === true && found.workflow.plan.undoes.size > 0;
}

/** The same workflow with those that its steps run as they are run: what undoes their steps is then stored with it. */
export function withCheckedWorkflows(definition: WorkflowDefinition, inner: Draft['inner']): WorkflowDefinition {
  if (inner.size === 0) return definition;
  const workflows = Object.fromEntries(
    Array.from(inner, ([name, one]) => [name, one.ok ? one.workflow.definition : one.definition]),
  );
  return { ...definition, workflows };
}
