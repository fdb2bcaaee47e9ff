import type { Failure } from '@codomyrmex/core';
import type { AddedTask } from '../plan/added-task.ts';
import type { OutputSource, Signal, Tasks } from './event.ts';
import type { Output } from './output.ts';
import type { RunRetry } from './run-retry.ts';

interface Timed {
  /** Milliseconds since the epoch, read by the runtime. */
  readonly at: number;
}

interface OfTask extends Timed {
  readonly task: number;
}

interface OfAttempt extends OfTask {
  readonly attempt: number;
}

/** A condition holds, does not hold, or has no value. */
export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails_to_hold' }
  | { readonly kind: 'broken'; readonly failure: Failure };

/** What somebody said to a standing task that waits for a word. */
export type Answer =
  | { readonly kind: 'given'; readonly output: Output }
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * What is asked of a run, or reported to it. A command that no longer fits (a late report, a second cancel) comes to
 * nothing; it is never an error.
 */
export type Command =
  /** `retry`: with what an earlier run has done. */
  | (Timed & { readonly type: 'start'; readonly retry?: RunRetry | undefined })
  /** What the task needs is held for it. */
  | (OfTask & { readonly type: 'grant' })
  | (OfAttempt & {
      readonly type: 'succeed';
      readonly output: Output;
      readonly source?: OutputSource | undefined;
      readonly signal?: string | undefined;
    })
  /** The work of the attempt is to be done again, not before `due`, in milliseconds since the epoch. */
  | (OfAttempt & { readonly type: 'repeat'; readonly due: number })
  /** `random` in [0, 1) spreads the delay of a retry. */
  | (OfAttempt & { readonly type: 'fail'; readonly failure: Failure; readonly random: number })
  | (OfAttempt & { readonly type: 'decline'; readonly reason: string })
  /** The work of an attempt that the run no longer wanted has ended. */
  | (OfAttempt & { readonly type: 'report_stopped' })
  /** The process that made the attempt is gone. */
  | (OfAttempt & { readonly type: 'lose' })
  /** The delay before `attempt` is over. */
  | (OfAttempt & { readonly type: 'wake' })
  | (Timed & { readonly type: 'cancel'; readonly reason: string })
  | (Timed & { readonly type: 'pause'; readonly stop: boolean })
  | (Timed & { readonly type: 'continue' })
  /** Only to a run that grows; see `growthProblems` for what is wrong with tasks that come to nothing. */
  | (Timed & { readonly type: 'add'; readonly tasks: readonly AddedTask[] })
  | (Timed & { readonly type: 'release' | 'hold'; readonly tasks: Tasks })
  | (Timed & { readonly type: 'seal' })
  | (OfTask & { readonly type: 'cancel_task' })
  /** What the task's condition came to. */
  | (OfTask & { readonly type: 'judge'; readonly verdict: Verdict })
  /** The task's time is over: while it waited to begin, or over all of its attempts. */
  | (OfTask & { readonly type: 'time_out'; readonly scope: 'waiting' | 'total'; readonly failure: Failure })
  | (Timed & { readonly type: 'signal'; readonly signal: Signal })
  /** Ends the attempt of a standing task. */
  | (OfTask & { readonly type: 'answer'; readonly answer: Answer })
  /** The time of the whole run is over. */
  | (Timed & { readonly type: 'expire' });
