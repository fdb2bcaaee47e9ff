import type { TaskState } from '@codomyrmex/dag';
import type { LiveRun } from '../../runtime/runtime.ts';

/** How long after its timeout an attempt may take to end; a cancelled action is given five seconds. */
const GRACE_MS = 10_000;
/** A run in which nothing goes on and nothing has ended or begun for so long. */
const STUCK_AFTER_MS = 10 * 60 * 1_000;

/** What is wrong with a run in hand: attempts that outlived their time, and no progress without a reason to wait. */
export function stuckIssues({ id, run, state, waitsFor }: LiveRun, now: number): readonly string[] {
  const nameOf = (task: number): string => state.plan.names[task] ?? String(task);
  const late = state.tasks.flatMap((task, index) => {
    const timeoutMs = run.works[index]?.timeoutMs;
    if (task.kind !== 'running' || timeoutMs === undefined || now - task.since <= timeoutMs + GRACE_MS) return [];
    const seconds = Math.round((now - task.since) / 1_000);
    return [`run ${id}: step ${nameOf(index)} goes on for ${seconds} s and had ${timeoutMs / 1_000} s`];
  });
  return late.length > 0 ? late : waitingIssues();

  function waitingIssues(): readonly string[] {
    const isAtWork = state.tasks.some((task) => task.kind === 'running' || task.kind === 'backing_off');
    const quietMs = now - lastProgress();
    const waiting = state.tasks.findIndex((task) => task.kind === 'ready');
    if (isAtWork || waiting < 0 || quietMs < STUCK_AFTER_MS) return [];
    const what = waitsFor(waiting).join('; ') || 'its turn';
    return [
      `run ${id} makes no progress for ${Math.round(quietMs / 1_000)} s: step ${nameOf(waiting)} waits for ${what}`,
    ];
  }

  function lastProgress(): number {
    return state.tasks.reduce((latest, task) => Math.max(latest, endOf(task)), state.startedAt);
  }
}

function endOf(task: TaskState): number {
  return task.kind === 'completed' || task.kind === 'failed' ? task.endedAt : 0;
}
