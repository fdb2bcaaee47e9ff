import type { TriggerRule } from '@codomyrmex/core';
import type { Stage } from './stage.ts';

/** When a failed attempt is made again. */
export interface RetryPolicy {
  /** Failed attempts after which the task has failed are `maxRetries + 1`. */
  readonly maxRetries: number;
  /** Milliseconds before the first retry. */
  readonly delayMs: number;
  /** Each further delay is this many times the one before. */
  readonly factor: number;
  /** No delay is longer, in milliseconds; jitter comes on top. */
  readonly capMs: number;
  /** 0.2 spreads a delay evenly over 80 % to 120 % of itself. */
  readonly jitter: number;
  /** Only failures with one of these codes are tried again, or with one of the exit codes; all of them where neither is given. */
  readonly onCodes?: readonly string[] | undefined;
  /** Compared with `details.exit_code` of a failure. */
  readonly exitCodes?: readonly number[] | undefined;
  /** Failures with these codes are never tried again. */
  readonly never?: readonly string[] | undefined;
}

/** What is looked at when the dependencies of a task have ended; most tasks have `success`, which is seen before. */
export type RareRule = Exclude<TriggerRule, 'success'>;

/** A node of a graph to plan. What the task does is not the planner's business. */
export interface TaskSpec {
  readonly name: string;
  /** Names of tasks that settle before this one may start. */
  readonly dependencies: readonly string[];
  /** Larger goes first among the ready; 0 to 255, 1 unless given. */
  readonly priority?: number | undefined;
  /** `success` unless given. */
  readonly runOn?: TriggerRule | undefined;
  /** No retries unless given. One object shared by many tasks is kept once. */
  readonly retry?: RetryPolicy | undefined;
  /** Before the first attempt somebody is asked whether it shall be made. */
  readonly isConditional?: boolean | undefined;
  /** Its failure does not fail the run, and its dependents do not mind it. */
  readonly isOptional?: boolean | undefined;
  /** Its time over all attempts is limited: when the first of them began is kept. */
  readonly isTimed?: boolean | undefined;
  /** Needs no slot and nothing else, and outlives its process: its attempt goes on where somebody takes its run up. */
  readonly isStanding?: boolean | undefined;
  /** `main` unless given. Its dependencies are of the same stage. */
  readonly stage?: Stage | undefined;
  /** For a task of the stage `undo`: the name of the task that it undoes; it is skipped unless that one completed. */
  readonly undoes?: string | undefined;
}
