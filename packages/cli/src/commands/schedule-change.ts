import {
  backfill,
  occurrenceDocument,
  pauseSchedule,
  resumeSchedule,
  type Schedule,
  type ScheduleStore,
  timeOf,
} from '@codomyrmex/schedules';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { program } from '../output/called-as.ts';

export function pause(name: string, options: CommonOptions): Promise<void> {
  return change(name, options, { what: 'paused', make: (store) => pauseSchedule(store, name) });
}

export function resume(name: string, options: CommonOptions): Promise<void> {
  return change(name, options, { what: 'resumed', make: (store, now) => resumeSchedule(store, name, now) });
}

export function removeSchedule(name: string, options: CommonOptions): Promise<void> {
  return change(name, options, { what: 'removed', make: (store) => store.remove(name) });
}

interface BackfillOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
}

export function backfillSchedule(name: string, options: BackfillOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { orchestrator, store } = await scope.open();
    const timezone = zoneOf(store.schedules.view(name).schedule);
    const range = { from: timeOf(options.from, timezone), to: timeOf(options.to, timezone) };
    const queued = backfill(store.schedules, name, range, orchestrator.clock.now()).map(occurrenceDocument);
    if (scope.json) scope.terminal.json(queued);
    else {
      for (const { scheduled_time } of queued) scope.terminal.data(scheduled_time);
      scope.terminal.note(`${queued.length} queued; ${program()} serve runs them one after the other`);
    }
    return 0;
  });
}

interface Change {
  readonly what: string;
  readonly make: (store: ScheduleStore, now: number) => void;
}

function change(name: string, options: CommonOptions, { what, make }: Change): Promise<void> {
  return perform(options, async (scope) => {
    const { orchestrator, store } = await scope.open();
    make(store.schedules, orchestrator.clock.now());
    if (scope.json) scope.terminal.json({ success: true, schedule: name });
    else scope.terminal.note(`${name} ${what}`);
    return 0;
  });
}

/** Times without an offset are meant as those of the schedule. */
function zoneOf({ timing }: Schedule): string {
  return timing.kind === 'cron' ? timing.timezone : Intl.DateTimeFormat().resolvedOptions().timeZone;
}
