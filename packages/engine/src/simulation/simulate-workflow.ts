import { type OrchestrationMode, type ResourceRequest, UsageError } from '@codomyrmex/core';
import type { CheckedWorkflow } from '../definition/checked-workflow.ts';
import type { Capacity } from '../runtime/capacity.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sharedRequests } from '../workflows/work-members.ts';
import { changedResources } from './changed-resources.ts';
import { simulateRun } from './simulate-run.ts';
import type { Simulation } from './simulation.ts';
import { type StepEstimate, stepEstimates } from './step-estimates.ts';

/** What to change against how the workflow would run here and now. */
export interface SimulationOptions {
  readonly mode?: OrchestrationMode | undefined;
  readonly maxParallel?: number | undefined;
  /** Capacities by resource, as `changedResources` names them: `{ cpu: 16, workers: 64 }`. */
  readonly resources?: Readonly<Record<string, number>> | undefined;
  /** Seconds for a step that has not run before; the median of those that have unless given. */
  readonly defaultDuration?: number | undefined;
}

/** A workflow that was simulated, with what the durations of its steps were taken from. */
export interface WorkflowSimulation extends Simulation {
  readonly workflowName: string;
  readonly mode: OrchestrationMode;
  /** Slots of the run. */
  readonly maxParallel: number;
  /** By step. */
  readonly estimates: Readonly<Record<string, StepEstimate>>;
}

export interface SimulationPorts {
  /** Whose runs are the history. */
  readonly runtime: Pick<Runtime, 'list' | 'record' | 'events'>;
  /** What there is; it is not touched. */
  readonly capacity: Pick<Capacity, 'resources' | 'workers'>;
}

/**
 * How a run of the workflow would go, if every step took as long as in the newest completed run that ran it: through the real
 * scheduler, on a clock of its own. A step that was retried is taken to last as long as all of its attempts.
 * @throws UsageError NO_HISTORY when no run of it has completed and no default is given · ResourceAllocationError.
 */
export async function simulateWorkflow(
  { runtime, capacity }: SimulationPorts,
  { definition, plan, steps }: Pick<CheckedWorkflow, 'definition' | 'plan' | 'steps'>,
  options: SimulationOptions = {},
): Promise<WorkflowSimulation> {
  const { defaultDuration } = options;
  const defaultMs = defaultDuration === undefined ? undefined : defaultDuration * 1000;
  const estimates = await stepEstimates({ runtime, workflow: definition.name, steps: plan.names, defaultMs });
  if (estimates === undefined) throw noHistory(definition.name);
  const mode = options.mode ?? definition.mode;
  const maxParallel = options.maxParallel ?? definition.max_parallel ?? capacity.workers;
  const { timeout } = definition;
  const shared = new Map<string, readonly ResourceRequest[]>();
  const simulation = await simulateRun({
    plan,
    requests: steps.map((step) => sharedRequests(step.definition.resources, shared)),
    durations: estimates.map(({ milliseconds }) => milliseconds),
    mode,
    maxParallel,
    timeoutMs: timeout === undefined || timeout === null ? undefined : timeout * 1000,
    resources: changedResources(capacity.resources, options.resources ?? {}),
  });
  return {
    ...simulation,
    workflowName: definition.name,
    mode,
    maxParallel: mode === 'sequential' ? 1 : maxParallel,
    estimates: Object.fromEntries(estimates.map((estimate, task) => [plan.names[task] ?? '', estimate])),
  };
}

function noHistory(workflow: string): UsageError {
  return new UsageError(`no run of "${workflow}" has completed, so nothing is known of how long its steps take`, {
    code: 'NO_HISTORY',
    suggestions: ['Run it once, or say how long a step takes: --default-duration 10.'],
  });
}
