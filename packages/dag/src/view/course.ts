import { stageOf, stageRank } from '../plan/stage.ts';
import type { RunEvent } from '../run/event.ts';
import { evolve } from '../run/evolve.ts';
import { isSettled, type RunState } from '../run/state.ts';

/** Who let whom begin in a run: what its events say and its last state does not. */
export interface Course {
  /** The run after its events. */
  readonly state: RunState;
  /**
   * By task: the one whose end let it come up, the last of all that it waited for. None for what the beginning of the run, or
   * somebody who added or released it, let come up.
   */
  readonly after: readonly (number | undefined)[];
  /** The task that came to its end last; what a cancel ended before it began is not meant. */
  readonly last: number | undefined;
}

/** Folds a run's events into `state`, which is new, and notes who let whom begin. Linear in tasks, edges and events. */
export function courseOf(state: RunState, events: Iterable<RunEvent>): Course {
  const after: (number | undefined)[] = [];
  const cameUp: boolean[] = [];
  let last: number | undefined;
  for (const event of events) {
    evolve(state, event);
    const ended = 'task' in event && isOver(state, event.task) ? event.task : undefined;
    for (const task of state.changed) {
      if (cameUp[task] === true || state.tasks[task]?.kind === 'waiting') continue;
      cameUp[task] = true;
      const cause = ended ?? stageBefore(state, last, task);
      if (cause !== task) after[task] = cause;
    }
    state.changed.truncate();
    last = ended ?? last;
  }
  return { state, after, last };
}

/** The tasks that had to end, one after the other, before `task` could begin, and `task` itself, first to last. */
export function pathTo({ after }: Pick<Course, 'after'>, task: number | undefined): readonly number[] {
  const tasks: number[] = [];
  for (let next = task; next !== undefined; next = after[next]) tasks.push(next);
  return tasks.reverse();
}

/** Where a cancel opens a later stage, that stage has waited for what ended last before it. */
function stageBefore({ plan }: RunState, last: number | undefined, task: number): number | undefined {
  if (last === undefined || !plan.late.has(task)) return undefined;
  return stageRank(stageOf(plan, last)) < stageRank(stageOf(plan, task)) ? last : undefined;
}

function isOver({ tasks }: RunState, task: number): boolean {
  const state = tasks[task];
  return state !== undefined && isSettled(state);
}
