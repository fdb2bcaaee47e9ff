import type { Command } from './command.ts';
import type { AttemptSucceeded, RunEvent } from './event.ts';
import { decideGrowth } from './growth.ts';
import { retryAt } from './retry.ts';
import { isSettled, type RunState, type TaskState } from './state.ts';

/**
 * What a command makes true, or `undefined` when it comes to nothing. Every command makes at most one fact; what follows
 * from that fact is `consequence`'s.
 *
 * R1 a grant starts only a ready task · R3 attempts rise by one · R5, R9 a report counts only for the attempt that runs.
 */
export function decide(state: RunState, command: Command): RunEvent | undefined {
  switch (command.type) {
    case 'start':
      return state.phase.kind === 'new' ? { type: 'run_started', at: command.at } : undefined;
    case 'cancel':
      return isOpen(state) ? { type: 'cancel_requested', at: command.at, reason: command.reason } : undefined;
    case 'expire':
      return isOpen(state) ? { type: 'run_timed_out', at: command.at } : undefined;
    case 'grant':
    case 'wake':
      return decideBeginning(state, command);
    case 'succeed':
    case 'fail':
    case 'decline':
    case 'lose':
    case 'report_stopped':
      return decideReport(state, command);
    case 'add':
    case 'release':
    case 'hold':
    case 'seal':
      return decideGrowth(state, command);
    case 'cancel_task':
      return decideCancel(state, command);
  }
}

/** A task whose end stands or whose work is being ended already is not cancelled again. */
function decideCancel(state: RunState, { at, task }: Command & { type: 'cancel_task' }): RunEvent | undefined {
  const current = isOpen(state) ? state.tasks[task] : undefined;
  if (current === undefined || isSettled(current)) return undefined;
  if (current.kind === 'running' && current.isStopping === true) return undefined;
  return { type: 'task_cancelled', at, task };
}

const isOpen = ({ phase }: RunState): boolean => phase.kind === 'open' || phase.kind === 'stopping';

/** The run wants no more work: what still runs is being stopped, and however it ends, it was cancelled. */
const isAborting = ({ phase }: RunState): boolean => phase.kind === 'cancelling' || phase.kind === 'timing_out';

function decideBeginning(state: RunState, command: Command & { type: 'grant' | 'wake' }): RunEvent | undefined {
  const task = taskOf(state, command.task);
  switch (command.type) {
    case 'grant':
      if (task?.kind !== 'ready') return undefined;
      return { type: 'attempt_started', at: command.at, task: command.task, attempt: task.attempt };
    case 'wake':
      if (task?.kind !== 'backing_off' || task.attempt !== command.attempt) return undefined;
      return { type: 'backoff_ended', at: command.at, task: command.task, attempt: task.attempt };
  }
}

type Report = Command & { readonly type: 'succeed' | 'fail' | 'decline' | 'lose' | 'report_stopped' };

function decideReport(state: RunState, report: Report): RunEvent | undefined {
  const running = taskOf(state, report.task);
  if (running?.kind !== 'running' || running.attempt !== report.attempt) return undefined;
  const { at, task, attempt } = report;
  if (isAborting(state) || running.isStopping === true) return { type: 'attempt_cancelled', at, task, attempt };
  switch (report.type) {
    case 'succeed':
      return { type: 'attempt_succeeded', at, task, attempt, output: report.output, ...sourceOf(report) };
    case 'decline':
      return { type: 'attempt_declined', at, task, attempt, reason: report.reason };
    case 'lose':
      return { type: 'attempt_lost', at, task, attempt };
    case 'report_stopped':
      return { type: 'attempt_cancelled', at, task, attempt };
    case 'fail': {
      const failed = running.failed + 1;
      const again = state.phase.kind === 'open' ? state.plan.retries[task] : undefined;
      const due = retryAt(again, report.failure, { failed, at, random: report.random });
      return { type: 'attempt_failed', at, task, attempt, failure: report.failure, retryAt: due };
    }
  }
}

/** Most steps are not cached: their events have no such member at all. */
const sourceOf = ({ source }: Pick<AttemptSucceeded, 'source'>): Pick<AttemptSucceeded, 'source'> =>
  source === undefined ? {} : { source };

function taskOf(state: RunState, task: number): TaskState | undefined {
  return state.phase.kind === 'ended' ? undefined : state.tasks[task];
}
