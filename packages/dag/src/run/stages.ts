import { stageOf, stageRank, stages } from '../plan/stage.ts';
import type { Owned } from './owned.ts';
import { settleRule, skip, tellDependents } from './settle.ts';
import type { RunState } from './state.ts';
import { hasFailed } from './undoing.ts';

// How a run goes from one of its stages to the next.

/** A cancel, or the end of the run's time, ended the stage that the task belongs to: its work is not wanted any more. */
export function isAborted({ aborted, plan }: RunState, task: number): boolean {
  return aborted !== undefined && stageRank(stageOf(plan, task)) <= stageRank(aborted);
}

/** Opens what follows once everything before has settled. Costs time in proportion to the tasks of the stages that open. */
export function advanceStage(state: Owned): void {
  for (let rank = stageRank(state.stage); state.left[rank] === 0; rank++) {
    const next = stages[rank + 1];
    if (next === undefined) return;
    state.stage = next;
    for (const [task, stage] of state.plan.late) if (stage === next) open(state, task);
  }
}

function open(state: Owned, task: number): void {
  const left = (state.unmet[task] ?? 0) - 1;
  state.unmet[task] = left;
  if (state.tasks[task]?.kind !== 'waiting') return;
  if (state.stage === 'failure' && !hasFailed(state)) {
    skip(state, task, { kind: 'run_did_not_fail' });
    tellDependents(state, task);
  } else if (left === 0 && settleRule(state, task)) tellDependents(state, task);
}
