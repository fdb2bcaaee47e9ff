import type { OrchestrationMode, ResourceRequest } from '@codomyrmex/core';
import { independentPlan } from '@codomyrmex/dag';
import type { CheckedStep } from '../definition/checked-workflow.ts';
import { itemTraits } from '../definition/item-traits.ts';
import { itemStep } from '../definition/step-kind.ts';
import { sharedRequests } from '../workflows/work-members.ts';
import type { SimulatedTasks } from './simulated-run.ts';
import type { Each, Part, Sketch } from './sketch.ts';
import type { StepEstimate } from './step-estimates.ts';

/** How a run shares its slots, and what it takes where nothing is known. */
export interface Playing {
  readonly mode: OrchestrationMode;
  readonly maxParallel: number;
  /** Slots of a workflow that does not say. */
  readonly defaultParallel: number;
  readonly other: StepEstimate;
}

/** What a sketch comes to when it is simulated. */
export function playedTasks({ workflow, parts }: Sketch, playing: Playing): SimulatedTasks {
  const { definition, plan, steps } = workflow;
  const shared = new Map<string, readonly ResourceRequest[]>();
  const inner = new Map<number, SimulatedTasks>();
  for (const [task, part] of parts.entries()) {
    const step = steps[task];
    const tasks = step === undefined ? undefined : innerTasks(part, step, playing);
    if (tasks !== undefined) inner.set(task, tasks);
  }
  const { timeout } = definition;
  return {
    plan,
    requests: steps.map((step) => (step.items === undefined ? sharedRequests(step.definition.resources, shared) : [])),
    durations: parts.map((part) => (part.kind === 'whole' ? (part.estimate ?? playing.other).milliseconds : 0)),
    inner,
    mode: playing.mode,
    maxParallel: playing.maxParallel,
    timeoutMs: timeout === undefined || timeout === null ? undefined : timeout * 1000,
  };
}

function innerTasks(part: Part, step: CheckedStep, playing: Playing): SimulatedTasks | undefined {
  switch (part.kind) {
    case 'whole':
      return undefined;
    case 'workflow':
      return workflowTasks(part.sketch, step.definition.max_parallel, playing);
    case 'items':
      return part.count.items === 0 ? undefined : itemTasks(part, step, playing);
  }
}

/** A workflow shares its slots as it says itself, within those of the run around it. */
function workflowTasks(sketch: Sketch, maxParallel: number | undefined, playing: Playing): SimulatedTasks {
  const { mode, max_parallel: own } = sketch.workflow.definition;
  return playedTasks(sketch, { ...playing, mode, maxParallel: maxParallel ?? own ?? playing.defaultParallel });
}

function itemTasks(
  { count: { items }, each }: Part & { readonly kind: 'items' },
  { definition }: CheckedStep,
  playing: Playing,
): SimulatedTasks {
  const { max_parallel: own = playing.maxParallel, resources, success } = definition;
  const requests = sharedRequests(resources, new Map<string, readonly ResourceRequest[]>());
  return {
    plan: independentPlan(items, itemTraits(itemStep(definition))),
    requests: new Array<readonly ResourceRequest[]>(items).fill(requests),
    ...itemParts(each, items, playing),
    areItems: true,
    success,
    mode: playing.mode,
    maxParallel: Math.min(own, playing.maxParallel),
  };
}

function itemParts(each: Each, items: number, playing: Playing): Pick<SimulatedTasks, 'durations' | 'inner'> {
  switch (each.kind) {
    case 'whole': {
      const usual = usualItem(each) ?? playing.other;
      return { durations: Array.from({ length: items }, (_, item) => (each.estimates[item] ?? usual).milliseconds) };
    }
    case 'workflow': {
      const one = workflowTasks(each.sketch, undefined, playing);
      return { durations: [], inner: new Map(Array.from({ length: items }, (_, item) => [item, one])) };
    }
  }
}

/** What an item is taken to last that has not run: as long as the one in the middle of those that have. */
export function usualItem({ estimates }: Each & { readonly kind: 'whole' }): StepEstimate | undefined {
  const known = estimates.filter((estimate) => estimate !== undefined);
  return known.toSorted((a, b) => a.milliseconds - b.milliseconds)[known.length >> 1];
}
