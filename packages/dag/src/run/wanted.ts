import { isAmong } from '../plan/few-tasks.ts';
import { isAborted } from './stages.ts';
import type { RunState, TaskState } from './state.ts';

/**
 * What the runtime should have in hand for a task: its condition evaluated, its resources asked for, its begin told as it needs none,
 * its action under way, its action being ended, a timer until its next attempt, or nothing. Details (which attempt, until when) stand in the task's state.
 */
export type Wanted = 'nothing' | 'decide' | 'acquire' | 'begin' | 'invoke' | 'stop' | 'wake';

export function wantedBy(state: RunState, task: number): Wanted {
  const current = state.tasks[task];
  switch (current?.kind) {
    case 'undecided':
      return 'decide';
    case 'ready':
      if (state.pause !== undefined) return 'nothing';
      return isAmong(state.plan.standing, task) ? 'begin' : 'acquire';
    case 'running':
      return isUnwanted(state, task, current) ? 'stop' : 'invoke';
    case 'backing_off':
      return 'wake';
    case 'waiting':
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
    case undefined:
      return 'nothing';
  }
}

function isUnwanted(state: RunState, task: number, { stopping }: TaskState & { kind: 'running' }): boolean {
  // A standing task has no work of its own that a pause could end.
  const isPaused = state.pause?.stop === true && !isAmong(state.plan.standing, task);
  return stopping !== undefined || isPaused || isAborted(state, task);
}
