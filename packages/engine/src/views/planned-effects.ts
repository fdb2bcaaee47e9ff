import { type Effect, type Isolation, effects as known, unreachable } from '@codomyrmex/core';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import { confinementOf, confinementOfAction } from '../effects/confinement.ts';
import { enforcementText, isEnforced } from '../effects/enforcement.ts';

/** What a step's action says that it does, and whether it is held to that. */
export interface ActionEffects {
  readonly action: string;
  readonly effects: readonly Effect[];
  readonly isolation: Isolation;
  /** By the system, whatever its code does. */
  readonly enforced: boolean;
  /** Where it runs, and what that means for what it declares. */
  readonly enforcement: string;
}

/** The same of a step that runs a workflow: of all of its steps. */
export interface WorkflowEffects extends PlannedEffects {
  readonly workflow: string;
}

/** What the actions of a workflow declare, by step; a step that waits has none. */
export interface PlannedEffects {
  /** Of all steps together, in the order in which effects are always told. */
  readonly effects: readonly Effect[];
  /** Those that some step is not held to. */
  readonly not_enforced: readonly Effect[];
  readonly steps: Readonly<Record<string, ActionEffects | WorkflowEffects>>;
}

export function plannedEffects({ steps }: Pick<CheckedWorkflow, 'steps'>): PlannedEffects {
  const all = new Set<Effect>();
  const free = new Set<Effect>();
  const bySteps: [string, ActionEffects | WorkflowEffects][] = [];
  for (const step of steps) {
    const told = effectsOf(step);
    if (told === undefined) continue;
    bySteps.push([step.definition.name, told]);
    for (const effect of told.effects) all.add(effect);
    for (const effect of notEnforced(told)) free.add(effect);
  }
  return { effects: inOrder(all), not_enforced: inOrder(free), steps: Object.fromEntries(bySteps) };
}

function effectsOf({ definition, work }: CheckedStep): ActionEffects | WorkflowEffects | undefined {
  switch (work.kind) {
    case 'action': {
      const { action } = work;
      const { isolation } = confinementOf(definition, action) ?? confinementOfAction(action);
      return {
        action: action.id,
        effects: inOrder(new Set(action.effects)),
        isolation,
        enforced: isEnforced(isolation),
        enforcement: enforcementText[isolation],
      };
    }
    case 'workflow':
      return { workflow: work.workflow.definition.name, ...plannedEffects(work.workflow) };
    case 'undo':
      return { workflow: work.workflow.definition.name, ...plannedEffects({ steps: undoingSteps(work.workflow) }) };
    case 'wait':
      return undefined;
    default:
      return unreachable(work);
  }
}

/** What undoes the steps of a workflow. */
const undoingSteps = ({ steps, plan }: CheckedWorkflow): readonly CheckedStep[] =>
  steps.filter((_, task) => plan.undoes.has(task));

function notEnforced(told: ActionEffects | WorkflowEffects): readonly Effect[] {
  if ('workflow' in told) return told.not_enforced;
  return told.enforced ? [] : told.effects;
}

const inOrder = (some: ReadonlySet<Effect>): readonly Effect[] => known.filter((effect) => some.has(effect));
