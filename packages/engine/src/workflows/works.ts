import { DefinitionError, type JsonObject, type ResourceRequest, type WorkflowDefinition } from '@codomyrmex/core';
import type { CheckedStep, CheckedWork, CheckedWorkflow } from '../definition/checked-workflow.ts';
import { itemTraits } from '../definition/item-traits.ts';
import { runParameters } from '../definition/run-parameters.ts';
import { deadlineOf, itemStep } from '../definition/step-kind.ts';
import { confinementOf } from '../effects/confinement.ts';
import type { PluginRegistry } from '../registry/plugin-registry.ts';
import type {
  InnerPlace,
  ItemsWork,
  ItemWork,
  Repetition,
  RunPlan,
  TaskWork,
  UndoWork,
  WorkflowWork,
} from '../runtime/run-plan.ts';
import { invalid } from './invalid-workflow.ts';
import { undoPlan } from './undo-plan.ts';
import { cachingOf, milliseconds, sharedRequests, timeoutOf } from './work-members.ts';

/** A run of a workflow that a step runs. */
export interface InnerRun {
  readonly workflow: CheckedWorkflow;
  readonly parameters: JsonObject;
  readonly place: InnerPlace;
  /** The folder that it works on, from that of the run around it; the same one unless given. */
  readonly workspace: string | undefined;
}

type ItemWorkOf = Exclude<CheckedWork, { readonly kind: 'undo' }>;

interface Around {
  readonly registry: PluginRegistry;
  readonly planOf: (run: InnerRun) => RunPlan;
  /** Requests of steps that ask for the same. */
  readonly shared: Map<string, readonly ResourceRequest[]>;
}

/** What the tasks of a run do, in the order of its steps. */
export function worksOf(
  steps: readonly CheckedStep[],
  registry: PluginRegistry,
  planOf: (run: InnerRun) => RunPlan,
): readonly TaskWork[] {
  const around: Around = { registry, planOf, shared: new Map() };
  return steps.map((step) => {
    if (step.work.kind === 'undo') return undoWork(step.work, around);
    const work = workOf(step, step.work, around);
    const { condition, reads } = step;
    const asked = { ...(condition !== undefined && { condition: { template: condition, reads } }) };
    return step.items === undefined ? { ...work, ...asked } : { ...itemsWork(step, step.items, work), ...asked };
  });
}

/** What is done for one item, or for the step where it has none. */
function workOf(step: CheckedStep, work: ItemWorkOf, { registry, planOf, shared }: Around): ItemWork {
  const { definition, reads } = step;
  switch (work.kind) {
    case 'action': {
      const { action, template } = work;
      return {
        kind: 'action',
        action,
        entry: registry.entryOf(action.module) ?? '',
        confinement: confinementOf(definition, action),
        parameters: template,
        reads,
        timeoutMs: timeoutOf(definition, action),
        waitingMs: milliseconds(definition.timeouts?.waiting),
        totalMs: milliseconds(definition.timeouts?.total),
        requests: sharedRequests(definition.resources, shared),
        cache: cachingOf(definition, registry.versionOf(action.module)),
        ...repetitionOf(step),
      };
    }
    case 'workflow':
      return workflowWork(step, work, planOf);
    case 'wait': {
      const deadlineMs = milliseconds(deadlineOf(definition));
      return { kind: 'wait', wait: work.template, deadlineMs, reads, requests: [] };
    }
  }
}

function repetitionOf({ definition: { repeat }, until }: CheckedStep): { readonly repeat?: Repetition } {
  if (repeat === undefined || until === undefined) return {};
  return { repeat: { until, max: repeat.max, delayMs: repeat.delay * 1000 } };
}

function itemsWork(step: CheckedStep, items: ItemsWork['items'], work: ItemsWork['work']): ItemsWork {
  const { definition, reads } = step;
  const item = itemStep(definition);
  return {
    kind: 'items',
    items,
    work,
    item: { definition: item, traits: itemTraits(item) },
    maxParallel: definition.max_parallel,
    success: definition.success,
    reads,
    requests: [],
  };
}

function workflowWork(
  step: CheckedStep,
  { workflow, template }: CheckedWork & { readonly kind: 'workflow' },
  planOf: Around['planOf'],
): WorkflowWork {
  const { definition, reads } = step;
  return {
    kind: 'workflow',
    parameters: template,
    timeoutMs: milliseconds(definition.timeouts?.attempt ?? definition.timeout ?? undefined),
    totalMs: milliseconds(definition.timeouts?.total),
    // Of items, it limits the items.
    maxParallel: step.items === undefined ? definition.max_parallel : undefined,
    planOf: (place, given) => {
      const parameters = parametersOf(workflow.definition, given);
      return planOf({ workflow, place, parameters, workspace: definition.workspace });
    },
    steps: workflow.steps,
    outputs: workflow.outputs,
    reads,
    requests: [],
    ...repetitionOf(step),
  };
}

function undoWork({ workflow, step }: CheckedWork & { readonly kind: 'undo' }, { registry, planOf }: Around): UndoWork {
  const ofUndoing = (steps: readonly CheckedStep[]): readonly TaskWork[] => worksOf(steps, registry, planOf);
  return {
    kind: 'undo',
    step,
    planOf: (place, undone) => undoPlan(workflow, undone, { ...place, worksOf: ofUndoing }),
    reads: [],
    requests: [],
  };
}

/** @throws DefinitionError with every parameter that the workflow does not take. */
function parametersOf(definition: WorkflowDefinition, given: unknown): JsonObject {
  const result = runParameters(definition, given as JsonObject); // the parameters of a step are a record
  if (result.ok) return result.values;
  const { message } = invalid(definition.name, result.problems);
  throw new DefinitionError(message, result.problems, { code: 'INVALID_PARAMETERS' });
}
