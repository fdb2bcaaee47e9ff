import type { Occupancy } from './occupancy.ts';
import type { WorkflowSimulation } from './simulate-workflow.ts';
import type { StepEstimate } from './step-estimates.ts';

/** A simulation in its wire form. Durations are seconds from the beginning of the run. */
export interface SimulationDocument {
  readonly workflow_name: string;
  readonly status: string;
  readonly total_time: number;
  readonly mode: string;
  readonly max_parallel: number;
  readonly critical_path: readonly string[];
  readonly critical_path_time: number;
  readonly steps: Readonly<Record<string, SimulatedStepDocument>>;
  readonly slots: Occupancy;
  readonly resources: Readonly<Record<string, Occupancy>>;
}

export interface SimulatedStepDocument {
  readonly start: number | null;
  readonly end: number | null;
  readonly duration: number;
  readonly waited: number;
  readonly waited_for: readonly string[];
  /** `history`, `median` (of the steps with a history) or `default`. */
  readonly duration_from: 'history' | 'median' | 'default';
  /** The run that the duration is from. */
  readonly run?: string;
}

export function simulationDocument(simulation: WorkflowSimulation): SimulationDocument {
  const { workflowName, status, totalTime, mode, maxParallel, criticalPath, steps, estimates, slots, resources } =
    simulation;
  return {
    workflow_name: workflowName,
    status,
    total_time: totalTime,
    mode,
    max_parallel: maxParallel,
    critical_path: criticalPath.steps,
    critical_path_time: criticalPath.duration,
    steps: Object.fromEntries(
      Object.entries(steps).map(([name, { start, end, waited, waitedFor }]) => [
        name,
        { start, end, waited, waited_for: waitedFor, ...estimateKeys(estimates[name]) },
      ]),
    ),
    slots,
    resources,
  };
}

function estimateKeys(
  estimate: StepEstimate | undefined,
): Pick<SimulatedStepDocument, 'duration' | 'duration_from' | 'run'> {
  const duration = (estimate?.milliseconds ?? 0) / 1000;
  switch (estimate?.from.kind) {
    case 'run':
      return { duration, duration_from: 'history', run: estimate.from.run };
    case 'median':
      return { duration, duration_from: 'median' };
    case 'default':
    case undefined:
      return { duration, duration_from: 'default' };
  }
}
