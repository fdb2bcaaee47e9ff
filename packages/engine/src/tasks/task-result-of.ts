import type { TaskStatus } from '@codomyrmex/core';
import { type Plan, skipText, type TaskState, taskStatus } from '@codomyrmex/dag';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import type { ExecutionStats, TaskResult } from '../views/task-result.ts';

/** Values that are kept outside of the journal, by the hash of their content, as far as they are at hand. */
export type AtHand = (hash: string) => unknown;

/** How a task ended that was run to its end; `null` for every other. */
export function resultOf(state: TaskState | undefined, atHand: AtHand): TaskResult | null {
  if (state?.kind === 'completed') {
    const { output } = state;
    const data = output.kind === 'inline' ? output.value : atHand(output.hash);
    const payload =
      output.kind === 'payload' && data === undefined ? { payload: output.hash, bytes: output.bytes } : {};
    return {
      success: true,
      data: data ?? null,
      errorMessage: null,
      errorType: null,
      errorCode: null,
      executionTime: (state.endedAt - state.startedAt) / 1000,
      memoryUsage: 0,
      metadata: { attempts: state.attempt, ...payload },
    };
  }
  if (state?.kind !== 'failed') return null;
  const { message, type, code, suggestions } = state.failure;
  return {
    ...none(message, code),
    errorType: type,
    executionTime: (state.endedAt - state.startedAt) / 1000,
    metadata: { attempts: state.attempt, ...(suggestions !== undefined && { suggestions }) },
  };
}

/** How a task ended, also one that was not run: then it says why. */
export function endOf(plan: Plan, state: TaskState | undefined, atHand: AtHand): TaskResult {
  const result = resultOf(state, atHand);
  if (result !== null) return result;
  if (state?.kind === 'skipped') return none(`the task was skipped: ${skipText(plan, state.because)}`, 'TASK_SKIPPED');
  return none('the task was cancelled', 'CANCELLED');
}

/** What is certain already is told: a task whose work is being ended was cancelled, or has failed. */
export function statusOf(state: TaskState): TaskStatus {
  return state.kind === 'running' && state.stopping !== undefined ? state.stopping.to : taskStatus(state);
}

export function retriesOf(state: TaskState): number {
  return Math.max(0, attemptsOf(state) - 1);
}

/** Over all tasks; durations in seconds, of those that completed or failed. */
export function statsOf(tasks: readonly TaskState[]): ExecutionStats {
  const counts = { pending: 0, ready: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };
  let milliseconds = 0;
  for (const task of tasks) {
    counts[statusOf(task)]++;
    if (task.kind === 'completed' || task.kind === 'failed') milliseconds += task.endedAt - task.startedAt;
  }
  const run = counts.completed + counts.failed;
  const totalExecutionTime = milliseconds / 1000;
  return {
    totalTasks: tasks.length,
    ...counts,
    totalExecutionTime,
    averageExecutionTime: run === 0 ? 0 : totalExecutionTime / run,
  };
}

function none(errorMessage: string, errorCode: string): TaskResult {
  return {
    success: false,
    data: null,
    errorMessage,
    errorType: 'TaskExecutionError',
    errorCode,
    executionTime: 0,
    memoryUsage: 0,
    metadata: {},
  };
}
