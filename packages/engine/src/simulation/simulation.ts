import type { EndStatus } from '@codomyrmex/dag';
import type { Occupancy } from './occupancy.ts';

/** When a step would run. Times are seconds from the beginning of the run. */
export interface SimulatedStep {
  /** `null` for a step that would not run. */
  readonly start: number | null;
  readonly end: number | null;
  /** Seconds in which nothing but slots or resources was missing. */
  readonly waited: number;
  /** What was missing when that began: `1 slots of the run, held by load`. */
  readonly waitedFor: readonly string[];
  /** Of a step that runs a workflow which was simulated too: the steps of that. */
  readonly steps?: Readonly<Record<string, SimulatedStep>>;
}

/** A run that was played through on a clock of its own. Durations are seconds. */
export interface Simulation {
  /** `failed` where the run's own timeout would end it. */
  readonly status: EndStatus;
  readonly totalTime: number;
  /** By step, in the order of the definition. */
  readonly steps: Readonly<Record<string, SimulatedStep>>;
  /** The chain of dependencies that no number of slots makes shorter. */
  readonly criticalPath: { readonly steps: readonly string[]; readonly duration: number };
  readonly slots: Occupancy;
  /** By `resource.unit`, of what some step held. */
  readonly resources: Readonly<Record<string, Occupancy>>;
}
