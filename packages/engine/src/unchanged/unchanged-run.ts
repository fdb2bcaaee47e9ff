import type { JsonObject, RunId } from '@codomyrmex/core';
import type { Journal, Output, RunEvent, RunRecord } from '@codomyrmex/dag';
import type { Seen } from '../cache/looks.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';

/**
 * A run in which every result was there already, with all that was looked at for that: as long as everything is as it was seen, another
 * run of the same would come to the same facts.
 */
export interface UnchangedRun {
  readonly run: string;
  readonly workflow: string;
  readonly definition: JsonObject;
  readonly parameters: JsonObject;
  /** In the order in which they came, so that none comes before those that it depends on. */
  readonly results: readonly UnchangedResult[];
  readonly seen: Seen;
}

/** What one step gave. */
export interface UnchangedResult {
  readonly task: number;
  readonly step: string;
  readonly output: Output;
  readonly fingerprint: string;
  /** The run that made it. */
  readonly run: string;
}

/** `undefined` for a run that has other facts than that each of its steps was begun once and answered with an earlier result. */
export function unchangedRun(
  { record, state }: Pick<RunSnapshot, 'record' | 'state'>,
  events: readonly RunEvent[],
  seen: Seen,
): UnchangedRun | undefined {
  const { names, size } = state.plan;
  const results: UnchangedResult[] = [];
  for (const event of events) {
    if (event.type === 'attempt_succeeded') {
      const { task, attempt, output, source, signal } = event;
      if (attempt !== 1 || source?.kind !== 'reused' || signal !== undefined) return undefined;
      const { fingerprint, run } = source;
      results.push({ task, step: names[task] ?? '', output, fingerprint, run });
    } else if (!isPlain(event)) return undefined;
  }
  if (results.length !== size) return undefined;
  const { id, workflow, definition, parameters } = record;
  return { run: id, workflow, definition, parameters, results, seen };
}

function isPlain(event: RunEvent): boolean {
  switch (event.type) {
    case 'run_started':
      return event.retry === undefined;
    case 'run_ended':
      return event.status === 'completed';
    case 'attempt_started':
      return true;
    default:
      return false;
  }
}

/** What a run has of its own beside what it has in common with one that was the same. */
export interface RecordedAs {
  readonly id: RunId;
  readonly workspace: string;
  /** Milliseconds since the epoch: when it was begun to be looked whether anything had changed, and when that was known. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface RecordedRun {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
}

/** Stores a run of the same facts, whole or not at all. */
export async function recordUnchanged(
  journal: Journal,
  { workflow, definition, parameters, results }: UnchangedRun,
  { id, workspace, startedAt, endedAt: at }: RecordedAs,
): Promise<RecordedRun> {
  const record: RunRecord = { id, workflow, definition, parameters, workspace, createdAt: startedAt };
  const events: RunEvent[] = [{ type: 'run_started', at: startedAt }];
  for (const { task, output, fingerprint, run } of results) {
    const place = { at, task, attempt: 1 };
    const source = { kind: 'reused', fingerprint, run } as const;
    events.push({ type: 'attempt_started', ...place });
    events.push({ type: 'attempt_succeeded', ...place, output, source });
  }
  events.push({ type: 'run_ended', at, status: 'completed' });
  await journal.begin(record, events);
  return { record, events };
}
