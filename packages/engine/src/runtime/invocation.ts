import type { Failure, HeldResource } from '@codomyrmex/core';
import type { OutputSource } from '@codomyrmex/dag';
import type { TaskWork } from './run-plan.ts';

/** How an attempt ended, as the one who made it tells the run. */
export type Report =
  | { readonly kind: 'succeeded'; readonly output: unknown; readonly source?: OutputSource | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'declined'; readonly reason: string }
  /** It was aborted because the run no longer wants it, and its work has ended. */
  | { readonly kind: 'stopped' };

/** An attempt to be made. */
export interface AttemptOrder {
  readonly task: number;
  readonly attempt: number;
  readonly work: TaskWork;
  /** What the attempt holds; asked only by an action that looks. */
  readonly resources: () => readonly HeldResource[];
}

/** An attempt under way. */
export interface Invocation {
  /** Ends the work; the report still comes, once. Asking again does nothing. */
  abort(reason: string): void;
}

/** Makes an attempt and reports its end exactly once, perhaps before it returns. Never throws. */
export type Invoke = (order: AttemptOrder, report: (report: Report) => void) => Invocation;
