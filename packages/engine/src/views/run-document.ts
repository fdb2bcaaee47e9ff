import type { Failure, RunStatus, TaskStatus } from '@codomyrmex/core';
import { type OutputSource, type RunHead, skipText, type TaskState, taskStatus } from '@codomyrmex/dag';
import { loadedOutput } from '../runtime/output.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf, UpstreamScope } from '../runtime/upstream-scope.ts';
import { StoredSteps } from './stored-steps.ts';

/** How one step stands, as the command line's JSON has it. Durations are seconds. */
export interface StepResult {
  readonly success: boolean;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly output?: unknown;
  readonly execution_time?: number;
  readonly parameters_used?: unknown;
  readonly cached: boolean;
  readonly skipped_because?: string;
  readonly error?: string;
  readonly error_type?: string;
  readonly error_code?: string;
  readonly details?: unknown;
  readonly suggestions?: readonly string[];
  /** When the next attempt may begin. */
  readonly retry_at?: string;
}

/** A run as the command line's JSON has it: the specification's WorkflowExecution with every step's entry. */
export interface RunDocument {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly status: RunStatus;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly execution_time: number;
  /** While the run goes on, as far as earlier runs tell: absent when nothing is known. */
  readonly estimated_end_time?: string;
  readonly remaining_seconds?: number;
  readonly steps_executed: number;
  readonly results: Readonly<Record<string, StepResult>>;
  readonly errors: readonly string[];
  /** By step: how long its last attempt took, and what it called. */
  readonly performance_metrics: Readonly<Record<string, StepMetrics>>;
}

export interface StepMetrics {
  readonly execution_time: number;
  readonly module: string;
  readonly action: string;
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
    case 'owned':
      return 'running';
    case 'interrupted':
      return 'interrupted';
  }
}

/**
 * `now`, in milliseconds since the epoch, ends the clock of a run that goes on; `remainingMs` is how long it is thought to take
 * from then on.
 */
export async function runDocument(snapshot: RunSnapshot, now: number, remainingMs?: number): Promise<RunDocument> {
  const { record, state, status } = snapshot;
  const stored = new StoredSteps(record, state.plan);
  const results: [string, StepResult][] = [];
  const metrics: [string, StepMetrics][] = [];
  const upstream = new UpstreamScope({ record, plan: state.plan }, () => state, snapshot.outputs);
  for (const [task, taskState] of state.tasks.entries()) {
    const name = state.plan.names[task] ?? '';
    const result = await stepResult(snapshot, taskState);
    const used = attemptsOf(taskState) > 0 ? await stored.used(task, upstream) : undefined;
    results.push([name, { ...result, ...(used !== undefined && { parameters_used: used }) }]);
    const step = stored.step(task);
    if (result.execution_time !== undefined && step !== undefined) {
      metrics.push([name, { execution_time: result.execution_time, module: step.module, action: step.action }]);
    }
  }
  const isOver = state.phase.kind === 'ended';
  const end = isOver ? state.endedAt : now;
  return {
    execution_id: record.id,
    workflow_name: record.workflow,
    status,
    start_time: state.startedAt === 0 ? null : isoTime(state.startedAt),
    end_time: isOver ? isoTime(state.endedAt) : null,
    execution_time: state.startedAt === 0 ? 0 : seconds(end - state.startedAt),
    ...(remainingMs !== undefined && {
      estimated_end_time: isoTime(now + remainingMs),
      remaining_seconds: seconds(remainingMs),
    }),
    steps_executed: state.tasks.filter((task) => attemptsOf(task) > 0).length,
    results: Object.fromEntries(results),
    errors: errorsOf(snapshot),
    performance_metrics: Object.fromEntries(metrics),
  };
}

async function stepResult({ state, outputs }: RunSnapshot, task: TaskState): Promise<StepResult> {
  const head = {
    success: task.kind === 'completed',
    status: taskStatus(task),
    attempts: attemptsOf(task),
    cached: task.kind === 'completed' && isAnswered(task.source),
  };
  switch (task.kind) {
    case 'completed': {
      const output = await loadedOutput(outputs, task.output);
      return { ...head, output, execution_time: seconds(task.endedAt - task.startedAt) };
    }
    case 'failed':
      return { ...head, ...failureKeys(task.failure), execution_time: seconds(task.endedAt - task.startedAt) };
    case 'backing_off':
      return { ...head, ...failureKeys(task.failure), retry_at: isoTime(task.until) };
    case 'skipped':
      return { ...head, skipped_because: skipText(state.plan, task.because) };
    case 'waiting':
    case 'undecided':
    case 'ready':
    case 'running':
    case 'cancelled':
      return head;
  }
}

/** Whether the action was not called for it. */
const isAnswered = (source: OutputSource | undefined): boolean => source !== undefined && source.kind !== 'ran';

function failureKeys(failure: Failure): Partial<StepResult> {
  return {
    error: failure.message,
    error_type: failure.type,
    error_code: failure.code,
    ...(failure.details !== undefined && { details: failure.details }),
    ...(failure.suggestions !== undefined && { suggestions: failure.suggestions }),
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

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
const seconds = (milliseconds: number): number => milliseconds / 1000;
