import { unreachable } from '@codomyrmex/core';
import type { Occurrence, OccurrenceState, RunEnd, SkipReason } from './occurrence.ts';

/** What became of one time of a schedule, on the wire. */
export interface OccurrenceDocument {
  readonly schedule: string;
  readonly scheduled_time: string;
  /** With its jitter. */
  readonly due_time: string;
  readonly decision: 'ran' | 'skipped' | 'queued' | 'delayed';
  readonly execution_id: string | null;
  /** Of the run, as far as the schedule knows. */
  readonly status: RunEnd | 'running' | null;
  /** Why it was skipped. */
  readonly reason: SkipReason | null;
  readonly message: string | null;
  readonly origin: 'timing' | 'backfill';
  readonly decided_at: string;
}

export function occurrenceDocument(occurrence: Occurrence): OccurrenceDocument {
  return {
    schedule: occurrence.schedule,
    scheduled_time: iso(occurrence.scheduledFor),
    due_time: iso(occurrence.dueAt),
    ...stateMembers(occurrence.state),
    origin: occurrence.origin,
    decided_at: iso(occurrence.decidedAt),
  };
}

type StateMembers = Pick<OccurrenceDocument, 'decision' | 'execution_id' | 'status' | 'reason' | 'message'>;

function stateMembers(state: OccurrenceState): StateMembers {
  const none = { execution_id: null, status: null, reason: null, message: null };
  switch (state.kind) {
    case 'delayed':
    case 'queued':
      return { ...none, decision: state.kind };
    case 'running':
      return { ...none, decision: 'ran', execution_id: state.run, status: 'running' };
    case 'ended':
      return { ...none, decision: 'ran', execution_id: state.run, status: state.status };
    case 'skipped':
      return { ...none, decision: 'skipped', reason: state.reason, message: state.message };
    default:
      return unreachable(state);
  }
}

const iso = (time: number): string => new Date(time).toISOString();
