import type { TriggerRule } from '@codomyrmex/core';

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
}

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
}
