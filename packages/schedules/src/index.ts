/**
 * When work is due: cron with time zones, intervals and single times, what overlaps and what was missed, decided without a clock.
 * @module @codomyrmex/schedules
 */

export { type BackfillRange, backfill, MAX_BACKFILL } from './backfill.ts';
export { type Cron, parseCron } from './cron.ts';
export { type Decision, decide, type Situation } from './decide.ts';
export { parseDuration } from './duration.ts';
export { accountedAtFirst, newSchedule, type ScheduleDraft } from './new-schedule.ts';
export { isOpen, type Occurrence, type OccurrenceState, type RunEnd, type SkipReason } from './occurrence.ts';
export { type OccurrenceDocument, occurrenceDocument } from './occurrence-document.ts';
export { pauseSchedule, resumeSchedule } from './pausing.ts';
export { type OverlapPolicy, overlapPolicies, type Schedule, type Timing } from './schedule.ts';
export { type ScheduleDocument, scheduleDocument } from './schedule-document.ts';
export type { HistoryQuery, ScheduleChanges, ScheduleStore, ScheduleView } from './schedule-store.ts';
export { timeOf } from './time-of.ts';
export { nextTime, nextTimes } from './times.ts';
