import type { RunStatus } from '@codomyrmex/core';
import type { RunHead } from '@codomyrmex/dag';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { declaredOutputs } from './declared-outputs.ts';
import type { RunPath } from './run-path.ts';
import { type StepMetrics, type StepResult, stepResults } from './step-results.ts';
import { isoTime, seconds } from './wire-time.ts';

/** A run as the command line's JSON has it: the specification's WorkflowExecution with every step's entry. */
export interface RunDocument {
  readonly execution_id: string;
  readonly workflow_name: string;
  /** The run that this one makes again. */
  readonly retry_of?: string;
  readonly status: RunStatus;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly execution_time: number;
  /** While the run goes on, as far as earlier runs tell: absent when nothing is known. */
  readonly estimated_end_time?: string;
  readonly remaining_seconds?: number;
  readonly critical_path: RunPath;
  readonly steps_executed: number;
  /** What the workflow says that its runs give, when this one has completed. */
  readonly outputs?: unknown;
  readonly results: Readonly<Record<string, StepResult>>;
  readonly errors: readonly string[];
  /** By step: how long its last attempt took, and what it called. */
  readonly performance_metrics: Readonly<Record<string, StepMetrics>>;
}

export interface RunSummary {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly status: RunStatus;
  readonly start_time: string;
  readonly end_time: string | null;
}

export function runSummary(head: RunHead): RunSummary {
  return {
    execution_id: head.id,
    workflow_name: head.workflow,
    status: statusOf(head),
    start_time: isoTime(head.createdAt),
    end_time: head.endedAt === null ? null : isoTime(head.endedAt),
  };
}

function statusOf({ phase }: RunHead): RunStatus {
  switch (phase.kind) {
    case 'ended':
      return phase.status;
    // A paused run stays so whoever has it.
    case 'owned':
      return phase.isPaused ? 'paused' : 'running';
    case 'interrupted':
      return phase.isPaused ? 'paused' : 'interrupted';
  }
}

/** What the snapshot of a run does not tell. */
export interface RunTiming {
  /** Milliseconds since the epoch: ends the clock of a run that goes on. */
  readonly now: number;
  readonly path: RunPath;
  /** How long it is thought to take from now on. */
  readonly remainingMs?: number | undefined;
}

export async function runDocument(snapshot: RunSnapshot, { now, path, remainingMs }: RunTiming): Promise<RunDocument> {
  const { record, state, status } = snapshot;
  const { results, metrics } = await stepResults(snapshot);
  const isOver = state.phase.kind === 'ended';
  const end = isOver ? state.endedAt : now;
  return {
    execution_id: record.id,
    workflow_name: record.workflow,
    ...(state.retryOf !== undefined && { retry_of: state.retryOf }),
    status,
    start_time: state.startedAt === 0 ? null : isoTime(state.startedAt),
    end_time: isOver ? isoTime(state.endedAt) : null,
    execution_time: state.startedAt === 0 ? 0 : seconds(end - state.startedAt),
    ...(remainingMs !== undefined && {
      estimated_end_time: isoTime(now + remainingMs),
      remaining_seconds: seconds(remainingMs),
    }),
    critical_path: path,
    steps_executed: state.tasks.filter((task) => attemptsOf(task) > 0).length,
    ...(await declaredOutputs(snapshot)),
    results,
    errors: errorsOf(snapshot),
    performance_metrics: metrics,
  };
}

function errorsOf({ state, record }: RunSnapshot): readonly string[] {
  const errors = state.tasks.flatMap((task, index) =>
    task.kind === 'failed' ? [`Step ${state.plan.names[index]} failed: ${task.failure.message}`] : [],
  );
  if (state.phase.kind === 'ended' && state.phase.reason.kind === 'timed_out') {
    errors.push(`The run took longer than its ${String(record.definition.timeout)} s (TIMEOUT_EXCEEDED)`);
  }
  if (state.phase.kind === 'ended' && state.phase.reason.kind === 'cancelled') {
    errors.push(`The run was cancelled: ${state.phase.reason.reason}`);
  }
  return errors;
}
