import type { RunState } from './state.ts';

/** Also a run that is being cancelled, or whose time is over, did not do what it was for. */
export function hasFailed({ failures, aborted }: RunState): boolean {
  return failures > 0 || aborted !== undefined;
}

/** Whether the task is there to undo something that was not done, or in a run that is not rolled back. */
export function hasNothingToUndo(state: RunState, task: number): boolean {
  const { late } = state.plan;
  if (late.size === 0 || late.get(task) !== 'undo') return false;
  const undone = state.plan.undoes.get(task);
  const isDone = undone !== undefined && state.tasks[undone]?.kind === 'completed';
  return !isDone || state.onFailure !== 'rollback' || !hasFailed(state);
}
