import type { TaskStatus } from '@codomyrmex/core';
import type { RunState, TaskState } from '../run/state.ts';

/** The specification's status of a task. A task between two attempts is `pending`. */
export function taskStatus(state: TaskState): TaskStatus {
  switch (state.kind) {
    case 'waiting':
    case 'undecided':
    case 'backing_off':
      return 'pending';
    case 'ready':
    case 'running':
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return state.kind;
  }
}

/** How many tasks stand in each status. */
export type Progress = Readonly<Record<TaskStatus, number>> & { readonly total: number };

export function progressOf(state: RunState): Progress {
  const counts = { pending: 0, ready: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };
  for (const task of state.tasks) counts[taskStatus(task)]++;
  return { ...counts, total: state.tasks.length };
}
