import { StorageError } from '@codomyrmex/core';
import type { EndStatus, RunEvent } from './event.ts';
import { eventSchema } from './event-schema.ts';

/** The form that journals store. A reader knows every earlier form; nothing writes one. */
export const EVENT_SCHEMA_VERSION = 1;

/** An event as a journal keeps it: what is asked for in columns, the rest as JSON text. */
export interface EventRow {
  readonly type: string;
  readonly at: number;
  readonly task: number | null;
  readonly attempt: number | null;
  /** JSON of the remaining members, or `null` when there are none. */
  readonly data: string | null;
}

export function encodeEvent(event: RunEvent): EventRow {
  switch (event.type) {
    case 'run_started':
      return rowOf(event, undefined, event.retry === undefined ? undefined : { retry: event.retry });
    case 'run_timed_out':
    case 'run_continued':
    case 'run_sealed':
      return rowOf(event);
    case 'task_cancelled':
    case 'condition_met':
    case 'condition_unmet':
      return rowOf(event, event);
    case 'task_failed':
      return rowOf(event, event, { failure: event.failure });
    case 'tasks_added':
    case 'tasks_released':
    case 'tasks_held':
      return rowOf(event, undefined, { tasks: event.tasks });
    case 'attempt_started':
    case 'attempt_lost':
    case 'attempt_cancelled':
    case 'attempt_paused':
    case 'backoff_ended':
      return rowOf(event, event);
    case 'attempt_succeeded':
      return rowOf(event, event, { output: event.output, source: event.source, signal: event.signal });
    case 'attempt_repeated':
      return rowOf(event, event, { until: event.until });
    case 'signal_received':
      return rowOf(event, undefined, { signal: event.signal });
    case 'attempt_failed':
      return rowOf(event, event, { failure: event.failure, retryAt: event.retryAt });
    case 'attempt_declined':
      return rowOf(event, event, { reason: event.reason });
    case 'cancel_requested':
      return rowOf(event, undefined, { reason: event.reason });
    case 'run_paused':
      return rowOf(event, undefined, { stop: event.stop });
    case 'run_ended':
      return rowOf(event, undefined, { status: event.status });
  }
}

function rowOf(
  { type, at }: RunEvent,
  { task, attempt = null }: { readonly task: number | null; readonly attempt?: number | null } = { task: null },
  members?: object,
): EventRow {
  return { type, at, task, attempt, data: members === undefined ? null : JSON.stringify(members) };
}

/** @throws StorageError JOURNAL_CORRUPT when the row holds no event that this version knows. */
export function decodeEvent(row: EventRow): RunEvent {
  return decodeParsedEvent(row, parsed(row));
}

/** The same of a row whose `data` has been parsed; `null` where it has none. @throws the same. */
export function decodeParsedEvent(row: Omit<EventRow, 'data'>, data: unknown): RunEvent {
  const members = typeof data === 'object' && data !== null ? data : nothing;
  const common = commonEvent(row, members);
  if (common !== undefined) return common;
  const written = {
    type: row.type,
    at: row.at,
    ...(row.task !== null && { task: row.task }),
    ...(row.attempt !== null && { attempt: row.attempt }),
    ...members,
  };
  const result = eventSchema.safeParse(written);
  if (result.success) return result.data;
  throw corrupt(row, result.error.issues.map((issue) => issue.message).join('; '));
}

const nothing = {};

/**
 * What nearly all of a journal is, read without the schema, which says the same of it and takes ten times as long, and in a new
 * process 9 ms for the first; `undefined` for whatever is not plainly that, also where it is wrong: the schema tells it then.
 */
function commonEvent({ type, at, task, attempt }: Omit<EventRow, 'data'>, members: object): RunEvent | undefined {
  if (!Number.isFinite(at)) return undefined;
  if (task === null && attempt === null) return commonEventOfRun(type, at, members);
  if (!isCount(task, 0) || !isCount(attempt, 1)) return undefined;
  if (type === 'attempt_started' && !hasOthers(members)) return { type, at, task, attempt };
  if (type !== 'attempt_succeeded' || !('output' in members) || hasOthers(members, 'output')) return undefined;
  const { output } = members;
  if (typeof output !== 'object' || output === null || !('kind' in output) || !('value' in output)) return undefined;
  if (output.kind !== 'inline') return undefined;
  return { type, at, task, attempt, output: { kind: 'inline', value: output.value } };
}

function commonEventOfRun(type: string, at: number, members: object): RunEvent | undefined {
  if (type === 'run_started' && !hasOthers(members)) return { type, at };
  if (type !== 'run_ended' || !('status' in members) || hasOthers(members, 'status')) return undefined;
  const status = endStatuses.find((one) => one === members.status);
  return status === undefined ? undefined : { type, at, status };
}

const endStatuses = ['completed', 'failed', 'cancelled'] as const satisfies readonly EndStatus[];

/** Of JSON: members are its own. */
function hasOthers(members: object, than?: string): boolean {
  for (const name in members) if (name !== than) return true;
  return false;
}

const isCount = (value: number | null, least: number): value is number =>
  Number.isSafeInteger(value) && (value ?? -1) >= least;

function parsed(row: EventRow): unknown {
  if (row.data === null) return null;
  try {
    return JSON.parse(row.data);
  } catch (cause) {
    throw corrupt(row, cause instanceof Error ? cause.message : String(cause));
  }
}

function corrupt(row: Pick<EventRow, 'type'>, why: string): StorageError {
  return new StorageError(`a journaled event "${row.type}" cannot be read: ${why}`, {
    code: 'JOURNAL_CORRUPT',
    suggestions: ['A newer version of Codomyrmex may have written it; otherwise the journal is damaged.'],
  });
}
