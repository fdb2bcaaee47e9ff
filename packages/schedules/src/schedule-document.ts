import { type JsonObject, unreachable } from '@codomyrmex/core';
import type { OverlapPolicy, Schedule, Timing } from './schedule.ts';

/** A schedule on the wire: times as ISO 8601 in UTC, durations in seconds. */
export interface ScheduleDocument {
  readonly name: string;
  readonly workflow: string;
  readonly cron: string | null;
  readonly timezone: string | null;
  readonly every: number | null;
  readonly at: string | null;
  readonly overlap: OverlapPolicy;
  readonly catch_up: number;
  readonly jitter: number;
  readonly parameters: JsonObject;
  readonly workspace: string;
  readonly status: 'active' | 'paused';
  readonly created_at: string;
  readonly end: string | null;
  /** The next time it is due; none when it has ended. */
  readonly next: string | null;
}

export function scheduleDocument(schedule: Schedule, next: number | undefined): ScheduleDocument {
  return {
    name: schedule.name,
    workflow: schedule.workflow,
    ...timingMembers(schedule.timing),
    overlap: schedule.overlap,
    catch_up: schedule.catchUpMs / 1_000,
    jitter: schedule.jitterMs / 1_000,
    parameters: schedule.parameters,
    workspace: schedule.workspace,
    status: schedule.status,
    created_at: iso(schedule.createdAt),
    end: schedule.endsAt === null ? null : iso(schedule.endsAt),
    next: next === undefined ? null : iso(next),
  };
}

function timingMembers(timing: Timing): Pick<ScheduleDocument, 'cron' | 'timezone' | 'every' | 'at'> {
  const none = { cron: null, timezone: null, every: null, at: null };
  switch (timing.kind) {
    case 'cron':
      return { ...none, cron: timing.expression, timezone: timing.timezone };
    case 'every':
      return { ...none, every: timing.everyMs / 1_000 };
    case 'at':
      return { ...none, at: iso(timing.at) };
    default:
      return unreachable(timing);
  }
}

const iso = (time: number): string => new Date(time).toISOString();
