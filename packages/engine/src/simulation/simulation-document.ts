import type { Occupancy } from './occupancy.ts';
import type { WorkflowSimulation } from './simulate-workflow.ts';
import type { SimulatedStep } from './simulation.ts';
import type { ItemCount, Part, Sketch } from './sketch.ts';
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
  /**
   * `history`, `median` (of the steps with a history) or `default`; `simulation` of a step whose items or workflow were simulated.
   */
  readonly duration_from: 'history' | 'median' | 'default' | 'simulation';
  /** The run that the duration is from. */
  readonly run?: string;
  /** How many items it has, and who says so. */
  readonly items?: { readonly count: number; readonly count_from: ItemCount['from'] };
  /** The steps of the workflow that it runs. */
  readonly steps?: Readonly<Record<string, SimulatedStepDocument>>;
  /** Why a step that consists of items or of a workflow is taken as a whole, in no slot. */
  readonly not_simulated?: string;
}

export function simulationDocument(simulation: WorkflowSimulation): SimulationDocument {
  const { workflowName, status, totalTime, mode, maxParallel, criticalPath, steps, slots, resources } = simulation;
  return {
    workflow_name: workflowName,
    status,
    total_time: totalTime,
    mode,
    max_parallel: maxParallel,
    critical_path: criticalPath.steps,
    critical_path_time: criticalPath.duration,
    steps: stepDocuments(steps, simulation.sketch, simulation.other),
    slots,
    resources,
  };
}

/** Workflows are in each other to a small depth: recursion is safe. */
function stepDocuments(
  steps: Readonly<Record<string, SimulatedStep>>,
  { parts }: Sketch,
  other: StepEstimate,
): Readonly<Record<string, SimulatedStepDocument>> {
  return Object.fromEntries(
    Object.entries(steps).map(([name, step], task) => {
      const { start, end, waited, waitedFor } = step;
      return [name, { start, end, waited, waited_for: waitedFor, ...partKeys(parts[task], step, other) }];
    }),
  );
}

type PartKeys = Omit<SimulatedStepDocument, 'start' | 'end' | 'waited' | 'waited_for'>;

function partKeys(part: Part | undefined, step: SimulatedStep, other: StepEstimate): PartKeys {
  const milliseconds = Math.round(((step.end ?? 0) - (step.start ?? 0)) * 1000);
  const simulated = { duration: milliseconds / 1000, duration_from: 'simulation' } as const;
  switch (part?.kind) {
    case 'items':
      return { ...simulated, items: { count: part.count.items, count_from: part.count.from } };
    case 'workflow':
      return { ...simulated, steps: stepDocuments(step.steps ?? {}, part.sketch, other) };
    case 'whole':
    case undefined: {
      const because = part?.because;
      return { ...estimateKeys(part?.estimate ?? other), ...(because !== undefined && { not_simulated: because }) };
    }
  }
}

function estimateKeys({ milliseconds, from }: StepEstimate): PartKeys {
  const duration = milliseconds / 1000;
  switch (from.kind) {
    case 'run':
      return { duration, duration_from: 'history', run: from.run };
    case 'median':
      return { duration, duration_from: 'median' };
    case 'default':
      return { duration, duration_from: 'default' };
  }
}
