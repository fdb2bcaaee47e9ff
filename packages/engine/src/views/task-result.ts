import type { RunDocument } from './run-document.ts';
import type { StepResult } from './step-results.ts';
import type { TaskCounts } from './system-status.ts';

/** The specification's TaskResult: how one task ended. Durations are seconds. */
export interface TaskResult {
  readonly success: boolean;
  /** What the action gave. */
  readonly data: unknown;
  readonly errorMessage: string | null;
  readonly errorType: string | null;
  readonly errorCode: string | null;
  readonly executionTime: number;
  /** Not measured: always 0. */
  readonly memoryUsage: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** `null` for a task that did not run: skipped, cancelled, or not reached. */
export function taskResult(result: StepResult): TaskResult | null {
  if (result.status !== 'completed' && result.status !== 'failed') return null;
  return {
    success: result.success,
    data: result.output ?? null,
    errorMessage: result.error ?? null,
    errorType: result.error_type ?? null,
    errorCode: result.error_code ?? null,
    executionTime: result.execution_time ?? 0,
    memoryUsage: 0,
    metadata: {
      attempts: result.attempts,
      ...(result.suggestions !== undefined && { suggestions: result.suggestions }),
    },
  };
}

/** The specification's execution statistics of one run, over its steps. Durations are seconds. */
export interface ExecutionStats extends TaskCounts {
  readonly totalExecutionTime: number;
  readonly averageExecutionTime: number;
}

export function executionStats({ results }: RunDocument): ExecutionStats {
  const steps = Object.values(results);
  const count = (status: string): number => steps.filter((step) => step.status === status).length;
  const times = steps.flatMap(({ execution_time: time }) => (time === undefined ? [] : [time]));
  const totalExecutionTime = times.reduce((sum, time) => sum + time, 0);
  return {
    totalTasks: steps.length,
    pending: count('pending'),
    ready: count('ready'),
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    skipped: count('skipped'),
    totalExecutionTime,
    averageExecutionTime: times.length === 0 ? 0 : totalExecutionTime / times.length,
  };
}
