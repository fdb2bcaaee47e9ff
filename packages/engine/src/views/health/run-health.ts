import type { RunState, TaskState } from '@codomyrmex/dag';
import type { LiveRun } from '../../runtime/runtime.ts';

/** How long after its timeout an attempt may take to end: twice what an aborted action is given. */
const GRACE_MS = 10_000;
/** A run in which nothing goes on and nothing has begun or ended for so long. */
const STUCK_AFTER_MS = 10 * 60 * 1_000;

/** What is wrong with a run in hand: attempts that outlived their time, or no progress at all. */
export function stuckIssues(live: LiveRun, now: number): readonly string[] {
  const late = lateAttempts(live, now);
  return late.length > 0 ? late : standstill(live, now);
}

function lateAttempts({ id, run, state }: LiveRun, now: number): readonly string[] {
  return state.tasks.flatMap((task, index) => {
    const work = run.works[index];
    const timeoutMs = work?.kind === 'action' ? work.timeoutMs : undefined;
    if (task.kind !== 'running' || timeoutMs === undefined || now - task.since <= timeoutMs + GRACE_MS) return [];
    const seconds = Math.round((now - task.since) / 1_000);
    return [`run ${id}: step ${nameOf(state, index)} goes on for ${seconds} s and had ${timeoutMs / 1_000} s`];
  });
}

function standstill(live: LiveRun, now: number): readonly string[] {
  const { id, state } = live;
  const isAtWork = state.tasks.some((task) => task.kind === 'running' || task.kind === 'backing_off');
  const quietMs = now - state.tasks.reduce((latest, task) => Math.max(latest, endOf(task)), state.startedAt);
  const waiting = state.tasks.findIndex((task) => task.kind === 'ready');
  if (isAtWork || waiting < 0 || quietMs < STUCK_AFTER_MS) return [];
  const what = live.waitsFor(waiting).join('; ') || 'its turn';
  const seconds = Math.round(quietMs / 1_000);
  return [`run ${id} makes no progress for ${seconds} s: step ${nameOf(state, waiting)} waits for ${what}`];
}

const nameOf = ({ plan }: RunState, task: number): string => plan.names[task] ?? String(task);

function endOf(task: TaskState): number {
  return task.kind === 'completed' || task.kind === 'failed' ? task.endedAt : 0;
}
