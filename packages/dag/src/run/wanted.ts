import { isAborted } from './stages.ts';
import type { RunState, TaskState } from './state.ts';

/**
 * What the runtime should have in hand for a task: its condition evaluated, its resources asked for, its action under way, its action being
 * ended, a timer until its next attempt, or nothing. Details (which attempt, until when) stand in the task's state.
 */
export type Wanted = 'nothing' | 'decide' | 'acquire' | 'invoke' | 'stop' | 'wake';

export function wantedBy(state: RunState, task: number): Wanted {
  const current = state.tasks[task];
  switch (current?.kind) {
    case 'undecided':
      return 'decide';
    case 'ready':
      return state.pause === undefined ? 'acquire' : 'nothing';
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
  return stopping !== undefined || state.pause?.stop === true || isAborted(state, task);
}
