import type { RunState, Stopping, TaskState } from '@codomyrmex/dag';

/** Why the work of a task is being ended, in the words that its action and its log are told. */
export function abortReason({ phase, pause }: RunState, task: TaskState | undefined): string {
  if (task?.kind === 'running' && task.stopping !== undefined) return stopReason(task.stopping);
  if (pause !== undefined) return 'the run was paused';
  switch (phase.kind) {
    case 'cancelling':
      return `the run was cancelled: ${phase.reason}`;
    case 'timing_out':
      return 'the run has used up its time';
    case 'new':
    case 'open':
    case 'stopping':
    case 'ended':
      return 'the run has ended';
  }
}

function stopReason(stopping: Stopping): string {
  return stopping.to === 'failed' ? stopping.failure.message : 'the task was cancelled';
}
