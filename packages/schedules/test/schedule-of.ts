import { newSchedule, type Schedule, type ScheduleDraft, type Timing } from '@codomyrmex/schedules';

export const createdAt = Date.UTC(2026, 0, 1);

export const cron = (expression: string, timezone = 'UTC'): Timing => ({ kind: 'cron', expression, timezone });
export const every = (everyMs: number): Timing => ({ kind: 'every', everyMs, anchor: createdAt });

export function scheduleOf(given: Partial<ScheduleDraft>): Schedule {
  return newSchedule(
    {
      name: 'nightly',
      workflow: 'build',
      parameters: {},
      textParameters: [],
      workspace: '/work',
      timing: every(60_000),
      overlap: 'skip',
      catchUpMs: 3_600_000,
      jitterMs: 0,
      endsAt: null,
      ...given,
    },
    createdAt,
  );
}
