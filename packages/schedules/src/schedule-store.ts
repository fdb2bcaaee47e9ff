import type { Occurrence } from './occurrence.ts';
import type { Schedule } from './schedule.ts';

/** How a schedule stands, as far as decisions need it. */
export interface ScheduleView {
  readonly schedule: Schedule;
  /** Every time up to here, this one included, has its record. Never moves back. */
  readonly accountedUntil: number;
  /** Those about which something is still to be done, oldest first. */
  readonly open: readonly Occurrence[];
  /** The times after `accountedUntil` that have their record already. */
  readonly recordedAhead: ReadonlySet<number>;
}

/** What a decision changes of it. */
export interface ScheduleChanges {
  readonly schedule?: Schedule;
  readonly accountedUntil: number;
  /** New records, and new states of those that were there. */
  readonly occurrences: readonly Occurrence[];
}

/**
 * Where schedules and what became of their occurrences are kept. Every implementation passes the conformance suite of
 * `@codomyrmex/testing`.
 *
 * Guarantees: a change is one transaction that excludes all other processes, and is durable when it returns; of a schedule at
 * most the newest 10,000 records that are not open are kept.
 */
export interface ScheduleStore {
  /** By name. */
  list(): readonly Schedule[];
  /** @throws NotFoundError SCHEDULE_NOT_FOUND. */
  view(name: string): ScheduleView;
  /** @throws UsageError SCHEDULE_EXISTS. */
  add(schedule: Schedule): void;
  /**
   * Decides on what stands, and stores what was decided; nothing when `decided` gives nothing or throws.
   * @throws NotFoundError SCHEDULE_NOT_FOUND.
   */
  change(name: string, decided: (view: ScheduleView) => ScheduleChanges | undefined): void;
  /** Runs that go on are left alone. @throws NotFoundError SCHEDULE_NOT_FOUND. */
  remove(name: string): void;
  /** The records of these times, or all; newest first. @throws NotFoundError SCHEDULE_NOT_FOUND. */
  history(name: string, query?: HistoryQuery): readonly Occurrence[];
}

export interface HistoryQuery {
  /** Milliseconds since the epoch, included. */
  readonly from?: number;
  readonly to?: number;
  /** 1,000 unless given. */
  readonly limit?: number;
}
