/** How a run ended. */
export type RunEnd = 'completed' | 'failed' | 'cancelled';

export type SkipReason =
  /** Nobody was there in time: it is older than the catch-up window. */
  | 'missed'
  /** A run of the schedule went on, and the policy lets nothing run beside or after it. */
  | 'overlap'
  /** The line of those that wait was full. */
  | 'queue_full'
  | 'paused'
  /** The run could not begin, such as for a workflow that is no longer valid. */
  | 'not_started';

/**
 * What became of an occurrence.
 *
 * ```
 * delayed ──┬─▶ running ──▶ ended
 *           ├─▶ queued ───▶ running
 *           └─▶ skipped        (queued and running end as skipped when superseded or when the run cannot begin)
 * ```
 * `running` is written before its run begins and names it, so that whoever comes after a crash can tell whether it did.
 */
export type OccurrenceState =
  /** Due by the timing; its jitter has not passed. */
  | { readonly kind: 'delayed' }
  /** Waits until no run of the schedule goes on. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'running'; readonly run: string }
  | { readonly kind: 'ended'; readonly run: string; readonly status: RunEnd }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly message: string | null };

/** One time of a schedule, named by `schedule` and `scheduledFor`: there is never a second one of these. */
export interface Occurrence {
  readonly schedule: string;
  /** When the timing says it is due, in milliseconds since the epoch. */
  readonly scheduledFor: number;
  /** `scheduledFor` and the jitter that was drawn for it. */
  readonly dueAt: number;
  readonly origin: 'timing' | 'backfill';
  /** When its state was last decided. */
  readonly decidedAt: number;
  readonly state: OccurrenceState;
}

/** Whether something is still to be done about it. */
export function isOpen({ state }: Occurrence): boolean {
  return state.kind === 'delayed' || state.kind === 'queued' || state.kind === 'running';
}
