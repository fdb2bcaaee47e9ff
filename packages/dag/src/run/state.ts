import type { Failure } from '@codomyrmex/core';
import { GrowingPlan } from '../plan/growing-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { type Stage, stageRank, stages } from '../plan/stage.ts';
import { ChangedTasks } from './changed-tasks.ts';
import type { EndStatus, OutputSource, Signal } from './event.ts';
import type { Output } from './output.ts';
import type { CarriedSource } from './run-retry.ts';

/** Why a task was not run. `task` is the one at the root of it, not always a direct dependency. */
export type SkipReason =
  | { readonly kind: 'dependency_failed'; readonly task: number }
  | { readonly kind: 'dependency_skipped'; readonly task: number }
  | { readonly kind: 'dependency_cancelled'; readonly task: number }
  /** The run was sealed, and no task of that name had come. */
  | { readonly kind: 'dependency_missing'; readonly name: string }
  /** Its trigger rule asked for other ends than its dependencies came to. */
  | { readonly kind: 'rule_not_met' }
  /** Its own action said so. */
  | { readonly kind: 'not_applicable'; readonly reason: string }
  /** Its condition did not hold. */
  | { readonly kind: 'condition_false' }
  /** It is for runs that failed. */
  | { readonly kind: 'run_did_not_fail' }
  /** It undoes what was not done, or in a run that is not rolled back. */
  | { readonly kind: 'nothing_to_undo' }
  /** `task` failed in a run that stops at the first failure. */
  | { readonly kind: 'run_stopped'; readonly task: number };

/** The attempt that a task is at, or that comes next. */
export interface AttemptPlace {
  readonly attempt: number;
  /** Attempts that failed since the last one that was good; lost ones do not count. */
  readonly failed: number;
  /** How often its work was done and is to be done again; absent for never. */
  readonly rounds?: number;
}

/**
 * Where a task stands, with exactly the data of that place.
 *
 *   waiting ──▶ undecided ──▶ ready ──▶ running ──▶ completed
 *      │                       ▲        │ │ │
 *      │                       │ ◀─lost─┘ │ └────▶ skipped (declined) | cancelled
 *      │                   backing_off ◀──┴──────▶ failed
 *      └──▶ skipped | cancelled
 *
 * Only a task with a condition is `undecided`. Whatever has not settled can be cancelled, and can fail for its time is over.
 */
export type TaskState =
  /** `again`: held back after it had become ready, with the attempt to come. */
  | { readonly kind: 'waiting'; readonly again?: AttemptPlace }
  /** Its dependencies are as it asks, and its condition is being evaluated. */
  | { readonly kind: 'undecided' }
  | (AttemptPlace & { readonly kind: 'ready' })
  /** `stopping`: its work is being ended, and however it ends, the task ends so. */
  | (AttemptPlace & { readonly kind: 'running'; readonly since: number; readonly stopping?: Stopping })
  /** `attempt` is the one to come, not before `until`: after a failure, or because its work is to be done again. */
  | (AttemptPlace & { readonly kind: 'backing_off'; readonly until: number; readonly failure?: Failure })
  /** `attempt` is 0 where it was carried over from an earlier run. */
  | {
      readonly kind: 'completed';
      readonly attempt: number;
      readonly output: Output;
      readonly source?: OutputSource | CarriedSource | undefined;
      readonly startedAt: number;
      readonly endedAt: number;
    }
  | {
      readonly kind: 'failed';
      readonly attempt: number;
      readonly failure: Failure;
      readonly startedAt: number;
      readonly endedAt: number;
    }
  | { readonly kind: 'skipped'; readonly attempt: number; readonly because: SkipReason }
  | { readonly kind: 'cancelled'; readonly attempt: number };

/** What becomes of a task whose running attempt is being ended. */
export type Stopping = { readonly to: 'cancelled' } | { readonly to: 'failed'; readonly failure: Failure };

/** Where a run stands. */
export type Phase =
  | { readonly kind: 'new' }
  | { readonly kind: 'open' }
  /** A task failed in a run that stops at the first failure: nothing more starts, what runs may finish. */
  | { readonly kind: 'stopping'; readonly failed: number }
  | { readonly kind: 'cancelling'; readonly reason: string }
  | { readonly kind: 'timing_out' }
  | { readonly kind: 'ended'; readonly status: EndStatus; readonly reason: EndReason };

export type EndReason =
  | { readonly kind: 'settled' }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'timed_out' };

/** What a run that grows has beside its tasks. */
export interface Growth {
  /** The same as the state's plan. */
  readonly plan: GrowingPlan;
  /** Nothing is added any more. */
  readonly isSealed: boolean;
  /** By task: 1 when it is held back. */
  readonly held: Uint8Array;
}

/** What a failed task does to the rest of its run. */
export type OnFailure = 'continue' | 'stop' | 'rollback';

/**
 * A run, folded from its events. `evolve` is its only writer and owns it: everybody else reads, and keeps no reference
 * to a part that may change. Nothing is copied per event.
 */
export interface RunState {
  readonly plan: Plan;
  readonly onFailure: OnFailure;
  /** The run that this one makes again. */
  readonly retryOf: string | undefined;
  /** By task that runs again: the run that it consisted of, of which what completed is kept. Absent where there is none. */
  readonly keeps: ReadonlyMap<number, string> | undefined;
  readonly phase: Phase;
  /** Present while nothing more is to start; `stop`: and what runs is being ended. */
  readonly pause: { readonly stop: boolean } | undefined;
  /** The stage whose tasks may start. */
  readonly stage: Stage;
  /** The last stage whose tasks a cancel or the end of the run's time has ended. */
  readonly aborted: Stage | undefined;
  /** Unsettled tasks by the rank of their stage; kept only where there is more than one stage. */
  readonly left: Int32Array;
  /** By task index. */
  readonly tasks: readonly TaskState[];
  /** Present in a run that tasks can be, or could be, added to. */
  readonly growth: Growth | undefined;
  /** Dependencies of a task that have not settled, and one more when it is held back, also by its stage. */
  readonly unmet: Int32Array;
  /** Ends of dependencies, kept only for tasks whose rule is not `success`. */
  readonly ends: ReadonlyMap<number, { readonly completed: number; readonly failed: number }>;
  /** When the first attempt of a task began whose time over all attempts is limited. */
  readonly begun: ReadonlyMap<number, number>;
  /** Every signal that came, by id, in order. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** Signals that no task has taken, oldest first, by name. */
  readonly untaken: ReadonlyMap<string, readonly Signal[]>;
  readonly unsettled: number;
  /** Tasks that run in a slot. */
  readonly running: number;
  /** Tasks that run without one. */
  readonly standing: number;
  readonly failures: number;
  /** Events applied so far. */
  readonly position: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly changed: ChangedTasks;
}

export const WAITING: TaskState = Object.freeze({ kind: 'waiting' });
export const UNDECIDED: TaskState = Object.freeze({ kind: 'undecided' });
export const READY_FIRST: TaskState = Object.freeze({ kind: 'ready', attempt: 1, failed: 0 });

/** Shared by all runs: making maps that most of them never fill took a twentieth of a short one. */
const NONE: ReadonlyMap<never, never> = new Map<never, never>();
const NO_STAGES = new Int32Array(0);

/** A run before its first event. A run grows when its plan does. */
export function initialState(plan: Plan, onFailure: OnFailure = 'continue'): RunState {
  const unmet = new Int32Array(plan.size);
  const { dependencyStart } = plan;
  for (let task = 0; task < plan.size; task++) {
    unmet[task] = (dependencyStart[task + 1] ?? 0) - (dependencyStart[task] ?? 0);
  }
  for (const task of plan.late.keys()) unmet[task] = (unmet[task] ?? 0) + 1;
  return {
    plan,
    onFailure,
    retryOf: undefined,
    keeps: undefined,
    phase: { kind: 'new' },
    pause: undefined,
    stage: 'main',
    aborted: undefined,
    left: tasksByStage(plan),
    growth: plan instanceof GrowingPlan ? { plan, isSealed: false, held: new Uint8Array(plan.size) } : undefined,
    tasks: new Array<TaskState>(plan.size).fill(WAITING),
    unmet,
    ends: endsFor(plan),
    begun: NONE,
    signals: NONE,
    untaken: NONE,
    unsettled: plan.size,
    running: 0,
    standing: 0,
    failures: 0,
    position: 0,
    startedAt: 0,
    endedAt: 0,
    changed: new ChangedTasks(),
  };
}

function endsFor({ rules }: Plan): ReadonlyMap<number, { completed: number; failed: number }> {
  if (rules.size === 0) return NONE;
  const ends = new Map<number, { completed: number; failed: number }>();
  for (const task of rules.keys()) ends.set(task, { completed: 0, failed: 0 });
  return ends;
}

function tasksByStage({ size, late }: Plan): Int32Array {
  if (late.size === 0) return NO_STAGES;
  const left = new Int32Array(stages.length);
  left[0] = size - late.size;
  for (const stage of late.values()) left[stageRank(stage)] = (left[stageRank(stage)] ?? 0) + 1;
  return left;
}

/** A task that will not change any more. */
export function isSettled(state: TaskState): boolean {
  switch (state.kind) {
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return true;
    case 'waiting':
    case 'undecided':
    case 'ready':
    case 'running':
    case 'backing_off':
      return false;
  }
}
