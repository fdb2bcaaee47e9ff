import { InternalError } from '@codomyrmex/core';
import { decide } from './decide.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** Nothing of a paused schedule runs; what comes due is recorded as skipped. @throws NotFoundError SCHEDULE_NOT_FOUND. */
export function pauseSchedule(store: ScheduleStore, name: string): void {
  store.change(name, ({ schedule, accountedUntil }) => ({
    schedule: { ...schedule, status: 'paused' },
    accountedUntil,
    occurrences: [],
  }));
}

/**
 * Ends a pause. What came due during it is recorded as skipped first, whether or not anybody was there: nothing of it is
 * caught up.
 * @throws NotFoundError SCHEDULE_NOT_FOUND.
 */
export function resumeSchedule(store: ScheduleStore, name: string, now: number): void {
  for (let isMore = true; isMore; ) {
    store.change(name, (view) => {
      isMore = false;
      if (view.schedule.status === 'active') return undefined;
      const decision = decide(view, { now, ended: new Map(), random: () => 0, newRunId: refuseRun });
      isMore = decision.isMore;
      return isMore ? decision : { ...decision, schedule: { ...view.schedule, status: 'active' } };
    });
  }
}

function refuseRun(): never {
  throw new InternalError('a paused schedule would run');
}
