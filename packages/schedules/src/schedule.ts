import type { JsonObject } from '@codomyrmex/core';

/** When a schedule is due; all times in milliseconds since the epoch. */
export type Timing =
  /** Five cron fields or an alias, read in an IANA time zone. */
  | { readonly kind: 'cron'; readonly expression: string; readonly timezone: string }
  /** Every so many milliseconds after `anchor`, which is not due itself. */
  | { readonly kind: 'every'; readonly everyMs: number; readonly anchor: number }
  /** Once. */
  | { readonly kind: 'at'; readonly at: number };

/**
 * What happens to an occurrence that is due while a run of the schedule goes on: it is skipped, waits as the only one, waits
 * in a line, takes the place of what runs, or runs beside it.
 */
export const overlapPolicies = ['skip', 'queue_one', 'queue_all', 'cancel_running', 'allow'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

export interface Schedule {
  readonly name: string;
  /** A workflow's name, or the absolute path of its file. */
  readonly workflow: string;
  readonly parameters: JsonObject;
  /** Names among the parameters that were given as text, to be read by their declared type. */
  readonly textParameters: readonly string[];
  /** Absolute path of the folder that its runs work on. */
  readonly workspace: string;
  readonly timing: Timing;
  readonly overlap: OverlapPolicy;
  /** An occurrence that is later than this is missed. A minute is always allowed. */
  readonly catchUpMs: number;
  /** Each occurrence runs up to so much later, by chance. */
  readonly jitterMs: number;
  readonly createdAt: number;
  /** Nothing is due after this. */
  readonly endsAt: number | null;
  readonly status: 'active' | 'paused';
}
