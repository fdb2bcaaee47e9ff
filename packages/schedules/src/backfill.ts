import { UsageError } from '@codomyrmex/core';
import type { Occurrence } from './occurrence.ts';
import type { ScheduleChanges, ScheduleStore, ScheduleView } from './schedule-store.ts';
import { nextTime } from './times.ts';

/** Milliseconds since the epoch, both included. */
export interface BackfillRange {
  readonly from: number;
  readonly to: number;
}

/** As many times can be filled in at once. */
export const MAX_BACKFILL = 1_000;

/**
 * Queues every time of the range that has not run and is not about to: one after the other, the oldest first.
 * @returns what was queued.
 * @throws UsageError INVALID_PARAMETERS for a range that is not past or has too many times · NotFoundError SCHEDULE_NOT_FOUND.
 */
export function backfill(store: ScheduleStore, name: string, range: BackfillRange, now: number): readonly Occurrence[] {
  if (!(range.from <= range.to)) throw invalid('its beginning is not before its end', 'Give --from and --to in order.');
  if (range.to > now)
    throw invalid('it reaches into the future', 'What is to come runs by itself: end it now or earlier.');
  let queued: readonly Occurrence[] = [];
  store.change(name, (view) => {
    const times = timesOf(view, range);
    const known = new Map(store.history(name, { ...range, limit: MAX_BACKFILL }).map((one) => [one.scheduledFor, one]));
    queued = times
      .filter((time) => (known.get(time)?.state.kind ?? 'skipped') === 'skipped')
      .map((time) => ({
        schedule: name,
        scheduledFor: time,
        dueAt: time,
        origin: 'backfill',
        decidedAt: now,
        state: { kind: 'queued' },
      }));
    return { accountedUntil: view.accountedUntil, occurrences: queued } satisfies ScheduleChanges;
  });
  return queued;
}

function timesOf({ schedule }: ScheduleView, { from, to }: BackfillRange): readonly number[] {
  const times: number[] = [];
  for (let time = nextTime(schedule, from - 1); time !== undefined && time <= to; time = nextTime(schedule, time)) {
    if (times.length === MAX_BACKFILL) {
      throw invalid(`it has more than ${MAX_BACKFILL} times`, 'Fill it in by parts.');
    }
    times.push(time);
  }
  return times;
}

function invalid(why: string, suggestion: string): UsageError {
  return new UsageError(`the range cannot be filled in: ${why}`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [suggestion],
  });
}
