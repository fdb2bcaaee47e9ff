import type { Failure, HeldResource } from '@codomyrmex/core';
import type { OutputSource } from '@codomyrmex/dag';
import type { ActionWork, TaskWork } from './run-plan.ts';

/** How an attempt ended, as the one who made it tells the run. */
export type Report =
  | {
      readonly kind: 'succeeded';
      readonly output: unknown;
      readonly source?: OutputSource | undefined;
      /** The signal that it waited for. */
      readonly signal?: string | undefined;
    }
  /** The work was done, and is to be done again not before `due`, in milliseconds since the epoch. */
  | { readonly kind: 'to_repeat'; readonly due: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'declined'; readonly reason: string }
  /** It was aborted because the run no longer wants it, and its work has ended. */
  | { readonly kind: 'stopped' }
  /** A store refused: what became of the attempt is not known, and the run cannot go on in this process. */
  | { readonly kind: 'unable'; readonly error: unknown };

/** An attempt to be made, or, of a standing task, to be taken up again. */
export interface AttemptOrder<Work extends TaskWork = TaskWork> {
  readonly task: number;
  readonly attempt: number;
  /** How often the work was done before and is done again. */
  readonly rounds: number;
  /** When it began, in milliseconds since the epoch, perhaps in a process that is gone. */
  readonly since: number;
  readonly work: Work;
  /** What the attempt holds; asked only by an action that looks. */
  resources(): readonly HeldResource[];
  /** Takes how the attempt ended: told exactly once, perhaps before whoever makes the attempt returns. */
  report(report: Report): void;
}

/** An attempt under way. */
export interface Invocation {
  /** Ends the work; the report still comes, once. Asking again does nothing. */
  abort(reason: string): void;
  /** The run was paused, was continued, or got a signal: told to standing tasks alone. */
  look?(): void;
  /**
   * The run cannot go on in this process: what is under way elsewhere is let go as a crash would let it go, to be taken up again.
   * The report says when that is done. What has no such thing under way is aborted.
   */
  leave?(): void;
}

/** Lets go of an attempt whose run cannot go on in this process. */
export function leave(invocation: Invocation): void {
  if (invocation.leave === undefined) invocation.abort('the run cannot go on');
  else invocation.leave();
}

/** Makes an attempt and reports its end to the order. Never throws. */
export type Invoke<Work extends TaskWork = TaskWork> = (order: AttemptOrder<Work>) => Invocation;

export type ActionOrder = AttemptOrder<ActionWork>;
