import { type JsonObject, unreachable } from '@codomyrmex/core';
import {
  isOpen,
  type Occurrence,
  type OccurrenceState,
  overlapPolicies,
  type Schedule,
  type Timing,
} from '@codomyrmex/schedules';
import type { SqlValue } from './driver.ts';
import { corrupt } from './storage-errors.ts';

export interface ScheduleRow {
  readonly name: string;
  readonly accounted_until: number;
  readonly status: string;
  readonly definition: string;
}

export interface OccurrenceRow {
  readonly schedule: string;
  readonly scheduled_for: number;
  readonly due_at: number;
  readonly origin: string;
  readonly decided_at: number;
  readonly state: string;
  readonly run: string | null;
  readonly detail: string | null;
  readonly message: string | null;
}

/** What of a schedule never changes, as it is written. */
interface WrittenSchedule {
  readonly workflow: string;
  readonly parameters: JsonObject;
  readonly text_parameters: readonly string[];
  readonly workspace: string;
  readonly timing: WrittenTiming;
  readonly overlap: string;
  readonly catch_up_ms: number;
  readonly jitter_ms: number;
  readonly created_at: number;
  readonly ends_at: number | null;
}

type WrittenTiming =
  | { readonly kind: 'cron'; readonly expression: string; readonly timezone: string }
  | { readonly kind: 'every'; readonly every_ms: number; readonly anchor: number }
  | { readonly kind: 'at'; readonly at: number };

export function writtenSchedule(schedule: Schedule): string {
  const written: WrittenSchedule = {
    workflow: schedule.workflow,
    parameters: schedule.parameters,
    text_parameters: schedule.textParameters,
    workspace: schedule.workspace,
    timing: writtenTiming(schedule.timing),
    overlap: schedule.overlap,
    catch_up_ms: schedule.catchUpMs,
    jitter_ms: schedule.jitterMs,
    created_at: schedule.createdAt,
    ends_at: schedule.endsAt,
  };
  return JSON.stringify(written);
}

/** @throws StorageError JOURNAL_CORRUPT, naming `file`. */
export function readSchedule(row: ScheduleRow, file: string): Schedule {
  const written = definitionOf(row, file);
  const overlap = overlapPolicies.find((policy) => policy === written.overlap);
  if (overlap === undefined) throw corrupt(file, `schedule "${row.name}" has an overlap that is not understood`);
  return {
    name: row.name,
    workflow: written.workflow,
    parameters: written.parameters,
    textParameters: written.text_parameters,
    workspace: written.workspace,
    timing: readTiming(written.timing),
    overlap,
    catchUpMs: written.catch_up_ms,
    jitterMs: written.jitter_ms,
    createdAt: written.created_at,
    endsAt: written.ends_at,
    status: row.status === 'paused' ? 'paused' : 'active',
  };
}

/** In the order of the columns that {@link OCCURRENCE_COLUMNS} names. */
export function occurrenceValues(occurrence: Occurrence): readonly SqlValue[] {
  const { schedule, scheduledFor, dueAt, origin, decidedAt, state } = occurrence;
  return [schedule, scheduledFor, dueAt, origin, decidedAt, isOpen(occurrence) ? 1 : 0, ...stateValues(state)];
}

export const OCCURRENCE_COLUMNS =
  'schedule, scheduled_for, due_at, origin, decided_at, is_open, state, run, detail, message';

/** @throws StorageError JOURNAL_CORRUPT, naming `file`. */
export function readOccurrence(row: OccurrenceRow, file: string): Occurrence {
  const { schedule, scheduled_for: scheduledFor, due_at: dueAt, origin, decided_at: decidedAt } = row;
  const state = readState(row);
  if (state === undefined) throw corrupt(file, `what became of "${schedule}" at ${scheduledFor} is not understood`);
  return { schedule, scheduledFor, dueAt, origin: origin === 'backfill' ? 'backfill' : 'timing', decidedAt, state };
}

function stateValues(state: OccurrenceState): readonly SqlValue[] {
  switch (state.kind) {
    case 'delayed':
    case 'queued':
      return [state.kind, null, null, null];
    case 'running':
      return [state.kind, state.run, null, null];
    case 'ended':
      return [state.kind, state.run, state.status, null];
    case 'skipped':
      return [state.kind, null, state.reason, state.message];
    default:
      return unreachable(state);
  }
}

function readState({ state: kind, run, detail, message }: OccurrenceRow): OccurrenceState | undefined {
  if (kind === 'delayed' || kind === 'queued') return { kind };
  if (kind === 'running' && run !== null) return { kind, run };
  if (kind === 'ended' && run !== null) {
    if (detail === 'completed' || detail === 'failed' || detail === 'cancelled') return { kind, run, status: detail };
  }
  if (kind === 'skipped') {
    switch (detail) {
      case 'missed':
      case 'overlap':
      case 'queue_full':
      case 'paused':
      case 'not_started':
        return { kind, reason: detail, message };
      default:
        return undefined;
    }
  }
  return undefined;
}

function writtenTiming(timing: Timing): WrittenTiming {
  if (timing.kind !== 'every') return timing;
  return { kind: 'every', every_ms: timing.everyMs, anchor: timing.anchor };
}

function readTiming(timing: WrittenTiming): Timing {
  if (timing.kind !== 'every') return timing;
  return { kind: 'every', everyMs: timing.every_ms, anchor: timing.anchor };
}

function definitionOf({ name, definition }: ScheduleRow, file: string): WrittenSchedule {
  try {
    // Written by `writtenSchedule` alone, within a file whose version and integrity SQLite has checked.
    return JSON.parse(definition) as WrittenSchedule;
  } catch {
    throw corrupt(file, `schedule "${name}" is not understood`);
  }
}
