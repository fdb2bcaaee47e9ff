import { type OrchestrationMode, UsageError } from '@codomyrmex/core';
import type { Capacity } from '../runtime/capacity.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { median } from '../views/performance/duration-statistics.ts';
import { changedResources } from './changed-resources.ts';
import { playedTasks, usualItem } from './played-tasks.ts';
import { RunHistory } from './run-history.ts';
import { simulateRun } from './simulate-run.ts';
import type { Simulation } from './simulation.ts';
import { type Part, type Sketch, type SketchedWorkflow, Sketcher } from './sketch.ts';
import { otherwise, type StepEstimate } from './step-estimates.ts';

/** What to change against how the workflow would run here and now. */
export interface SimulationOptions {
  readonly mode?: OrchestrationMode | undefined;
  readonly maxParallel?: number | undefined;
  /** Capacities by resource, as `changedResources` names them: `{ cpu: 16, workers: 64 }`. */
  readonly resources?: Readonly<Record<string, number>> | undefined;
  /** Seconds for a step that has not run before; the median of those that have unless given. */
  readonly defaultDuration?: number | undefined;
  /** How many items steps have, by their names; of one in a sub-workflow by its path: `{ each: 100, 'sub/each': 3 }`. */
  readonly items?: Readonly<Record<string, number>> | undefined;
}

/** A workflow that was simulated, with what the durations of its steps were taken from. */
export interface WorkflowSimulation extends Simulation {
  readonly workflowName: string;
  readonly mode: OrchestrationMode;
  /** Slots of the run. */
  readonly maxParallel: number;
  /** What was known of its steps and of what is in them. */
  readonly sketch: Sketch;
  /** What a step is taken to last of which nothing is known. */
  readonly other: StepEstimate;
}

export interface SimulationPorts {
  /** Whose runs are the history. */
  readonly runtime: Pick<Runtime, 'list' | 'record' | 'events'>;
  /** What there is; it is not touched. */
  readonly capacity: Pick<Capacity, 'resources' | 'workers'>;
}

/**
 * How a run of the workflow would go, if every step took as long as in the newest completed run that ran it: through the real
 * scheduler, on a clock of its own. A step that was retried is taken to last as long as all of its attempts. Items and
 * sub-workflows are runs in it as they would be.
 * @throws UsageError NO_HISTORY when no run of it has completed and no default is given · ResourceAllocationError.
 */
export async function simulateWorkflow(
  { runtime, capacity }: SimulationPorts,
  workflow: SketchedWorkflow,
  options: SimulationOptions = {},
): Promise<WorkflowSimulation> {
  const { definition } = workflow;
  const { defaultDuration, items = {} } = options;
  refuseCounts(items);
  const history = new RunHistory(runtime);
  const sketcher = new Sketcher({ history, items });
  const sketch = await sketcher.of(workflow, await history.completed(definition.name));
  refuseOthers(items, sketcher.withItems);
  const defaultMs = defaultDuration === undefined ? undefined : defaultDuration * 1000;
  const other = otherwise(defaultMs, median(sketch.parts.flatMap(knownOf)));
  if (other === undefined) throw noHistory(definition.name);
  const mode = options.mode ?? definition.mode;
  const maxParallel = options.maxParallel ?? definition.max_parallel ?? capacity.workers;
  const simulation = await simulateRun({
    ...playedTasks(sketch, { mode, maxParallel, defaultParallel: capacity.workers, other }),
    resources: changedResources(capacity.resources, options.resources ?? {}),
  });
  return {
    ...simulation,
    workflowName: definition.name,
    mode,
    maxParallel: mode === 'sequential' ? 1 : maxParallel,
    sketch,
    other,
  };
}

/** Milliseconds that are known of a part, one for all of its items. */
function knownOf(part: Part): readonly number[] {
  switch (part.kind) {
    case 'whole':
      return part.estimate === undefined ? [] : [part.estimate.milliseconds];
    case 'workflow':
      return part.sketch.parts.flatMap(knownOf);
    case 'items': {
      if (part.each.kind === 'workflow') return part.each.sketch.parts.flatMap(knownOf);
      const usual = usualItem(part.each);
      return usual === undefined ? [] : [usual.milliseconds];
    }
  }
}

/** Before anything is reckoned with them. @throws UsageError for a number of items that is none. */
function refuseCounts(items: Readonly<Record<string, number>>): void {
  for (const [step, count] of Object.entries(items)) {
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new UsageError(`${step} has a whole number of items, not ${count}`, { code: 'INVALID_PARAMETERS' });
  }
}

/** @throws UsageError for a number of items of a step that has none. */
function refuseOthers(items: Readonly<Record<string, number>>, known: ReadonlySet<string>): void {
  for (const step of Object.keys(items)) {
    if (known.has(step)) continue;
    const suggestion =
      known.size === 0 ? 'No step of the workflow has items.' : `These have: ${[...known].join(', ')}.`;
    throw new UsageError(`no step "${step}" has items`, { code: 'INVALID_PARAMETERS', suggestions: [suggestion] });
  }
}

function noHistory(workflow: string): UsageError {
  return new UsageError(`no run of "${workflow}" has completed, so nothing is known of how long its steps take`, {
    code: 'NO_HISTORY',
    suggestions: ['Run it once, or say how long a step takes: --default-duration 10.'],
  });
}
