import type { Failure, WorkflowStatus } from '@codomyrmex/core';
import type { AddedTask } from '../plan/added-task.ts';
import type { Output } from './output.ts';
import type { RunRetry } from './run-retry.ts';

/**
 * Where the output of a cached step comes from: its action was called, or it is that of an equal attempt of another `run` that
 * was over already, or that was waited for. The fingerprint names what it was made of. `asked: false`: its action was called
 * whatever the cache has. `unkept`: its action was called, and why the cache has not kept what it gave.
 */
export type OutputSource =
  | { readonly kind: 'ran'; readonly fingerprint: string; readonly asked?: false | undefined }
  | { readonly kind: 'unkept'; readonly reason: string }
  | { readonly kind: 'reused' | 'joined'; readonly fingerprint: string; readonly run: string };

/** How a run can end. */
export type EndStatus = Extract<WorkflowStatus, 'completed' | 'failed' | 'cancelled'>;

interface Fact {
  /** Milliseconds since the epoch, by the runtime's clock, when the command was decided. */
  readonly at: number;
}

interface AttemptFact extends Fact {
  /** The task's index in the plan. */
  readonly task: number;
  /** Counted from 1. */
  readonly attempt: number;
}

export interface RunStarted extends Fact {
  readonly type: 'run_started';
  /** Present in a run that makes an earlier one again. */
  readonly retry?: RunRetry | undefined;
}
/** Durable before the action is called: after a crash, what was started without an end is known to be lost. */
export interface AttemptStarted extends AttemptFact {
  readonly type: 'attempt_started';
}
/** Durable before any dependent starts. */
export interface AttemptSucceeded extends AttemptFact {
  readonly type: 'attempt_succeeded';
  readonly output: Output;
  /** Absent where nothing is cached. */
  readonly source?: OutputSource | undefined;
  /** The signal that the attempt waited for; nobody else takes it any more. */
  readonly signal?: string | undefined;
}
/** The work was done, and is done again not before `until`, in milliseconds since the epoch, by a further attempt. */
export interface AttemptRepeated extends AttemptFact {
  readonly type: 'attempt_repeated';
  readonly until: number;
}
export interface AttemptFailed extends AttemptFact {
  readonly type: 'attempt_failed';
  readonly failure: Failure;
  /** When the next attempt may begin (jitter included), or `null`: the task has failed. */
  readonly retryAt: number | null;
}
/** The process died during the attempt. It is made again and does not count against the retries. */
export interface AttemptLost extends AttemptFact {
  readonly type: 'attempt_lost';
}
/** The action found nothing to do here: the task is skipped, with the action's reason. */
export interface AttemptDeclined extends AttemptFact {
  readonly type: 'attempt_declined';
  readonly reason: string;
}
/** The attempt was ended by a cancel, a run timeout or a stop; its work has ended too. */
export interface AttemptCancelled extends AttemptFact {
  readonly type: 'attempt_cancelled';
}
/** The wait before a retry is over; `attempt` is the one that comes next. */
export interface BackoffEnded extends AttemptFact {
  readonly type: 'backoff_ended';
}
export interface CancelRequested extends Fact {
  readonly type: 'cancel_requested';
  readonly reason: string;
}
export interface RunTimedOut extends Fact {
  readonly type: 'run_timed_out';
}
/** The run has grown: these tasks follow the ones before them, in order. */
export interface TasksAdded extends Fact {
  readonly type: 'tasks_added';
  readonly tasks: readonly AddedTask[];
}
/** These tasks may become ready. */
export interface TasksReleased extends Fact {
  readonly type: 'tasks_released';
  readonly tasks: Tasks;
}
/** These tasks begin no attempt until they are released; an attempt under way goes on. */
export interface TasksHeld extends Fact {
  readonly type: 'tasks_held';
  readonly tasks: Tasks;
}
/** Nothing is added any more: the run ends with its last task. */
export interface RunSealed extends Fact {
  readonly type: 'run_sealed';
}
/** Somebody no longer wants this task: cancelled at once, or, when it runs, as soon as its work has ended. */
export interface TaskCancelled extends Fact {
  readonly type: 'task_cancelled';
  readonly task: number;
}
/** The attempt was ended because its run was paused, and its work has ended too. It is made again and does not count. */
export interface AttemptPaused extends AttemptFact {
  readonly type: 'attempt_paused';
}
/** Nothing more starts until the run is continued. `stop`: what runs is being ended, to be made again. */
export interface RunPaused extends Fact {
  readonly type: 'run_paused';
  readonly stop: boolean;
}
export interface RunContinued extends Fact {
  readonly type: 'run_continued';
}
/** Its condition holds: the task is ready. */
export interface ConditionMet extends Fact {
  readonly type: 'condition_met';
  readonly task: number;
}
/** Its condition does not hold: the task is skipped. */
export interface ConditionUnmet extends Fact {
  readonly type: 'condition_unmet';
  readonly task: number;
}
/**
 * The task failed otherwise than by the end of an attempt: its time is over, or its condition has no value. An attempt that
 * runs is ended, and however it ends, the task has failed.
 */
export interface TaskFailed extends Fact {
  readonly type: 'task_failed';
  readonly task: number;
  readonly failure: Failure;
}
/** Somebody sent a signal: it is kept until a task takes it. */
export interface SignalReceived extends Fact {
  readonly type: 'signal_received';
  readonly signal: Signal;
}
/** The last event of every run. */
export interface RunEnded extends Fact {
  readonly type: 'run_ended';
  readonly status: EndStatus;
}

/** A word from outside to whoever waits for it in a run. */
export interface Signal {
  /** The same signal sent again is known by it. */
  readonly id: string;
  readonly name: string;
  /** Plain JSON. */
  readonly data: unknown;
}

/** Tasks by index, or every task that there is. */
export type Tasks = 'all' | readonly number[];

/** A fact about a run: journaled, never changed. What can be derived (ready, skipped) is not among them. */
export type RunEvent =
  | RunStarted
  | AttemptStarted
  | AttemptSucceeded
  | AttemptRepeated
  | AttemptFailed
  | AttemptLost
  | AttemptDeclined
  | AttemptCancelled
  | AttemptPaused
  | RunPaused
  | RunContinued
  | BackoffEnded
  | CancelRequested
  | RunTimedOut
  | TasksAdded
  | TasksReleased
  | TasksHeld
  | RunSealed
  | TaskCancelled
  | ConditionMet
  | ConditionUnmet
  | TaskFailed
  | SignalReceived
  | RunEnded;
