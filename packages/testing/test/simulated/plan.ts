import type { WrittenWorkflow } from '@codomyrmex/core';
import type { RunRequest } from '@codomyrmex/dag';
import type { OverlapPolicy } from '@codomyrmex/schedules';

/** When a process dies in the middle of a write: nothing of it is stored, all of it is, or that is left to chance. */
export type Moment = 'before' | 'after' | 'during';

/** Somebody or something that acts. Runs and processes are told by a number, counted round those that there are then. */
export type Deed =
  /** A process begins runs of these workflows, and ends when they have. */
  | { readonly do: 'run'; readonly workflows: readonly number[] }
  /** A process goes on with an interrupted run: one of its own, which ends when the run has, or one that is there. */
  | { readonly do: 'resume'; readonly run: number; readonly in?: number }
  /** A process that runs schedules and adopts what is interrupted. */
  | { readonly do: 'serve' }
  | { readonly do: 'stop_serving' }
  /** A process asks something of a run: one of its own, which then ends, or one that is there. */
  | { readonly do: 'ask'; readonly run: number; readonly request: RunRequest; readonly in?: number }
  | { readonly do: 'kill'; readonly process: number }
  | { readonly do: 'kill_at_write'; readonly process: number; readonly nth: number; readonly moment: Moment }
  /** Writes are refused, as on a full disk. */
  | { readonly do: 'fill_disk'; readonly for: number }
  /** Reads and writes fail. */
  | { readonly do: 'lose_disk'; readonly for: number }
  /** Answers come late, and not in the order of the questions. */
  | { readonly do: 'slow_disk'; readonly for: number }
  /** The clock on the wall is set. */
  | { readonly do: 'set_clock'; readonly by: number };

export type Happening = Deed & { readonly at: number };

export interface PlannedSchedule {
  readonly workflow: number;
  readonly everyMs: number;
  readonly overlap: OverlapPolicy;
  readonly jitterMs: number;
}

/** Everything about a simulation that is not drawn while it goes on: data, so that it can be made smaller and printed. */
export interface SimulationPlan {
  readonly seed: number;
  readonly workflows: readonly WrittenWorkflow[];
  readonly schedules: readonly PlannedSchedule[];
  /** In order of time; milliseconds from the beginning. */
  readonly happenings: readonly Happening[];
}
