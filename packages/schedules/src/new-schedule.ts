import { UsageError } from '@codomyrmex/core';
import { parseCron } from './cron.ts';
import type { Schedule } from './schedule.ts';
import { nextTime } from './times.ts';

/** A schedule as it is asked for. */
export type ScheduleDraft = Omit<Schedule, 'createdAt' | 'status'>;

const LEAST_EVERY_MS = 1_000;
/** Nothing that is due now is missed because somebody looked a moment later. */
export const LEAST_CATCH_UP_MS = 60_000;

/**
 * A schedule that counts from `now`.
 * @throws UsageError INVALID_PARAMETERS for a name, timing or end that cannot be, or when it would never be due.
 */
export function newSchedule(draft: ScheduleDraft, now: number): Schedule {
  const { name, timing, jitterMs, catchUpMs } = draft;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(name)) {
    throw invalid(
      `"${name.slice(0, 100)}" cannot name a schedule`,
      'Use letters, digits, "-", "_" and "."; at most 100.',
    );
  }
  if (timing.kind === 'cron') parseCron(timing.expression, timing.timezone);
  if (timing.kind === 'every' && !(timing.everyMs >= LEAST_EVERY_MS)) {
    throw invalid('a schedule can be due once a second at most', 'Give --every 1s or more.');
  }
  for (const amount of [jitterMs, catchUpMs]) {
    if (!(amount >= 0)) throw invalid(`${amount} ms is no time to wait`, 'Jitter and catch-up are zero or more.');
  }
  const schedule: Schedule = { ...draft, createdAt: Math.floor(now), status: 'active' };
  if (nextTime(schedule, accountedAtFirst(schedule)) === undefined) {
    throw invalid(
      'it would never be due',
      'Its only time or its end has passed: give a later one, or a longer catch-up.',
    );
  }
  return schedule;
}

/** Nothing up to here is due: what a new schedule counts as accounted. A single time may have passed within the catch-up. */
export function accountedAtFirst({ timing, createdAt, catchUpMs }: Schedule): number {
  return timing.kind === 'at' ? createdAt - Math.max(catchUpMs, LEAST_CATCH_UP_MS) - 1 : createdAt;
}

function invalid(message: string, suggestion: string): UsageError {
  return new UsageError(message, { code: 'INVALID_PARAMETERS', suggestions: [suggestion] });
}
