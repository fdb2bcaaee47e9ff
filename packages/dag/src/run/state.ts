import type { Failure } from '@codomyrmex/core';
import type { Plan } from '../plan/plan.ts';
import type { EndStatus, Output } from './event.ts';

/** Why a task was not run. `task` is the one at the root of it, not always a direct dependency. */
export type SkipReason =
  | { readonly kind: 'dependency_failed'; readonly task: number }
  | { readonly kind: 'dependency_skipped'; readonly task: number }
  | { readonly kind: 'dependency_cancelled'; readonly task: number }
  /** Its trigger rule asked for other ends than its dependencies came to. */
  | { readonly kind: 'rule_not_met' }
  /** Its own action said so. */
  | { readonly kind: 'not_applicable'; readonly reason: string }
  /** `task` failed in a run that stops at the first failure. */
  | { readonly kind: 'run_stopped'; readonly task: number };

/**
 * Where a task stands, with exactly the data of that place. `failed` counts attempts that failed (lost ones do not count).
 *
 *   waiting ──▶ ready ──▶ running ──▶ completed
 *      │          ▲        │ │ │
 *      │          │ ◀─lost─┘ │ └────▶ skipped (declined) | cancelled
 *      │      backing_off ◀──┴──────▶ failed
 *      └──▶ skipped | cancelled
 */
export type TaskState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ready'; readonly attempt: number; readonly failed: number }
  | { readonly kind: 'running'; readonly attempt: number; readonly failed: number; readonly since: number }
  /** `attempt` is the one to come, not before `until`. */
  | {
      readonly kind: 'backing_off';
      readonly attempt: number;
      readonly failed: number;
      readonly until: number;
      readonly failure: Failure;
    }
  | {
      readonly kind: 'completed';
      readonly attempt: number;
      readonly output: Output;
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

/** What a failed task does to the rest of its run. */
export type OnFailure = 'continue' | 'stop';

/**
 * A run, folded from its events. `evolve` is its only writer and owns it: everybody else reads, and keeps no reference
 * to a part that may change. Nothing is copied per event.
 */
export interface RunState {
  readonly plan: Plan;
  readonly onFailure: OnFailure;
  readonly phase: Phase;
  /** By task index. */
  readonly tasks: readonly TaskState[];
  /** Dependencies of a task that have not settled. */
  readonly unmet: Int32Array;
  /** Ends of dependencies, kept only for tasks whose rule is not `success`. */
  readonly ends: ReadonlyMap<number, { readonly completed: number; readonly failed: number }>;
  readonly unsettled: number;
  readonly running: number;
  readonly failures: number;
  /** Events applied so far. */
  readonly position: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Tasks whose state changed since the list was last taken; a task may stand there more than once. */
  readonly changed: number[];
}

const WAITING: TaskState = Object.freeze({ kind: 'waiting' });
export const READY_FIRST: TaskState = Object.freeze({ kind: 'ready', attempt: 1, failed: 0 });

/** A run before its first event. */
export function initialState(plan: Plan, onFailure: OnFailure = 'continue'): RunState {
  const unmet = new Int32Array(plan.size);
  for (let task = 0; task < plan.size; task++) {
    unmet[task] = (plan.dependencyStart[task + 1] ?? 0) - (plan.dependencyStart[task] ?? 0);
  }
  return {
    plan,
    onFailure,
    phase: { kind: 'new' },
    tasks: new Array<TaskState>(plan.size).fill(WAITING),
    unmet,
    ends: new Map([...plan.rules.keys()].map((task) => [task, { completed: 0, failed: 0 }])),
    unsettled: plan.size,
    running: 0,
    failures: 0,
    position: 0,
    startedAt: 0,
    endedAt: 0,
    changed: [],
  };
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
    case 'ready':
    case 'running':
    case 'backing_off':
      return false;
  }
}
