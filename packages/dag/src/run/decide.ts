import type { Command } from './command.ts';
import type { AttemptSucceeded, RunEvent, RunStarted } from './event.ts';
import { decideGrowth } from './growth.ts';
import { retryAt } from './retry.ts';
import { isAborted } from './stages.ts';
import { isSettled, type RunState, type TaskState } from './state.ts';

/**
 * What a command makes true, or `undefined` when it comes to nothing. Every command makes at most one fact; what follows
 * from that fact is `consequence`'s.
 *
 * R1 a grant starts only a ready task · R3 attempts rise by one · R5, R9 a report counts only for the attempt that runs.
 */
export function decide(state: RunState, command: Command): RunEvent | undefined {
  switch (command.type) {
    // What every task brings comes first: a switch is gone through in order.
    case 'grant':
    case 'wake':
      return decideBeginning(state, command);
    case 'succeed':
    case 'repeat':
    case 'fail':
    case 'decline':
    case 'lose':
    case 'report_stopped':
      return decideReport(state, command);
    case 'start':
      return state.phase.kind === 'new' ? { type: 'run_started', at: command.at, ...retryOf(command) } : undefined;
    case 'cancel':
      return canAbort(state) ? { type: 'cancel_requested', at: command.at, reason: command.reason } : undefined;
    case 'expire':
      return canAbort(state) ? { type: 'run_timed_out', at: command.at } : undefined;
    case 'pause':
      return decidePause(state, command);
    case 'continue':
      return state.pause === undefined ? undefined : { type: 'run_continued', at: command.at };
    case 'signal':
      return decideSignal(state, command);
    case 'answer':
      return decideAnswer(state, command);
    case 'add':
    case 'release':
    case 'hold':
    case 'seal':
      return decideGrowth(state, command);
    case 'cancel_task':
      return decideCancel(state, command);
    case 'judge':
      return decideVerdict(state, command);
    case 'time_out':
      return decideTimeout(state, command);
  }
}

/** A task whose end stands or whose work is being ended already is not cancelled again. */
function decideCancel(state: RunState, { at, task }: Command & { type: 'cancel_task' }): RunEvent | undefined {
  return canEnd(state, task) ? { type: 'task_cancelled', at, task } : undefined;
}

/** A pause that lets what runs finish can become one that ends it, not the other way round. */
function decidePause(state: RunState, { at, stop }: Command & { type: 'pause' }): RunEvent | undefined {
  if (!canAbort(state)) return undefined;
  if (state.pause !== undefined && (state.pause.stop || !stop)) return undefined;
  return { type: 'run_paused', at, stop };
}

function decideVerdict(state: RunState, { at, task, verdict }: Command & { type: 'judge' }): RunEvent | undefined {
  if (taskOf(state, task)?.kind !== 'undecided') return undefined;
  switch (verdict.kind) {
    case 'holds':
      return { type: 'condition_met', at, task };
    case 'fails_to_hold':
      return { type: 'condition_unmet', at, task };
    case 'broken':
      return { type: 'task_failed', at, task, failure: verdict.failure };
  }
}

/** A task whose end stands, whose work is being ended, or that waits no longer, is in time. */
function decideTimeout(
  state: RunState,
  { at, task, scope, failure }: Command & { type: 'time_out' },
): RunEvent | undefined {
  if (!canEnd(state, task) || (scope === 'waiting' && state.tasks[task]?.kind !== 'ready')) return undefined;
  return { type: 'task_failed', at, task, failure };
}

const isUnderWay = ({ phase }: RunState): boolean => phase.kind !== 'new' && phase.kind !== 'ended';

/** A cancel ends the stage that is open; what a later stage does can be cancelled in turn. */
const canAbort = (state: RunState): boolean => isUnderWay(state) && state.aborted !== state.stage;

/** Its end does not stand yet, and its work is not being ended already. */
function canEnd(state: RunState, task: number): boolean {
  const current = isUnderWay(state) && !isAborted(state, task) ? state.tasks[task] : undefined;
  if (current === undefined || isSettled(current)) return false;
  return current.kind !== 'running' || current.stopping === undefined;
}

function decideBeginning(state: RunState, command: Command & { type: 'grant' | 'wake' }): RunEvent | undefined {
  const task = taskOf(state, command.task);
  switch (command.type) {
    case 'grant':
      if (task?.kind !== 'ready' || state.pause !== undefined) return undefined;
      return { type: 'attempt_started', at: command.at, task: command.task, attempt: task.attempt };
    case 'wake':
      if (task?.kind !== 'backing_off' || task.attempt !== command.attempt) return undefined;
      return { type: 'backoff_ended', at: command.at, task: command.task, attempt: task.attempt };
  }
}

/** The same signal twice is one. */
function decideSignal(state: RunState, { at, signal }: Command & { type: 'signal' }): RunEvent | undefined {
  if (!isUnderWay(state) || state.signals.has(signal.id)) return undefined;
  return { type: 'signal_received', at, signal };
}

/** Only who waits is answered: a standing task that nobody is ending. */
function decideAnswer(state: RunState, { at, task, answer }: Command & { type: 'answer' }): RunEvent | undefined {
  const running = canEnd(state, task) && state.plan.standing.has(task) ? state.tasks[task] : undefined;
  if (running?.kind !== 'running') return undefined;
  const { attempt } = running;
  return answer.kind === 'given'
    ? { type: 'attempt_succeeded', at, task, attempt, output: answer.output }
    : { type: 'attempt_failed', at, task, attempt, failure: answer.failure, retryAt: null };
}

type Report = Command & { readonly type: 'succeed' | 'repeat' | 'fail' | 'decline' | 'lose' | 'report_stopped' };

function decideReport(state: RunState, report: Report): RunEvent | undefined {
  const running = taskOf(state, report.task);
  if (running?.kind !== 'running' || running.attempt !== report.attempt) return undefined;
  const { at, task, attempt } = report;
  const { stopping } = running;
  // Its work did not end with its process: whoever takes the run up takes the attempt up too, or ends it.
  if (report.type === 'lose' && state.plan.standing.has(task)) return undefined;
  if (isAborted(state, task) || stopping?.to === 'cancelled') return { type: 'attempt_cancelled', at, task, attempt };
  if (stopping !== undefined) {
    return { type: 'attempt_failed', at, task, attempt, failure: stopping.failure, retryAt: null };
  }
  switch (report.type) {
    case 'succeed':
      return report.source === undefined && report.signal === undefined
        ? { type: 'attempt_succeeded', at, task, attempt, output: report.output }
        : { type: 'attempt_succeeded', at, task, attempt, output: report.output, ...originOf(report) };
    case 'repeat':
      return { type: 'attempt_repeated', at, task, attempt, until: report.due };
    case 'decline':
      return { type: 'attempt_declined', at, task, attempt, reason: report.reason };
    case 'lose':
      return { type: 'attempt_lost', at, task, attempt };
    case 'report_stopped':
      return { type: 'attempt_paused', at, task, attempt };
    case 'fail': {
      const failed = running.failed + 1;
      const again = isRetrying(state, task) ? state.plan.retries[task] : undefined;
      const due = retryAt(again, report.failure, { failed, at, random: report.random });
      return { type: 'attempt_failed', at, task, attempt, failure: report.failure, retryAt: due };
    }
  }
}

/** A run that stops at the first failure does not try its other steps again. */
function isRetrying({ phase, plan }: RunState, task: number): boolean {
  return phase.kind === 'open' || plan.late.has(task);
}

/** Most runs make no other again: their first event has no such member at all. */
const retryOf = ({ retry }: Command & { type: 'start' }): Pick<RunStarted, 'retry'> =>
  retry === undefined ? {} : { retry };

type Origin = Pick<AttemptSucceeded, 'source' | 'signal'>;

/** Most steps are neither cached nor wait for a signal: their events have no such members at all. */
function originOf({ source, signal }: Origin): Origin {
  if (source === undefined && signal === undefined) return {};
  return { ...(source !== undefined && { source }), ...(signal !== undefined && { signal }) };
}

function taskOf(state: RunState, task: number): TaskState | undefined {
  return state.phase.kind === 'ended' ? undefined : state.tasks[task];
}
