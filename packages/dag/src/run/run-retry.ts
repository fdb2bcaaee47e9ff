import type { Output } from './output.ts';

/** What a run that makes an earlier one again begins with. Late stages have no part in it: they are always new. */
export interface RunRetry {
  /** The earlier run. */
  readonly of: string;
  /** Tasks that count as completed from the start, each once. */
  readonly carried: readonly CarriedTask[];
  /** Why each of the other steps runs again. */
  readonly again: readonly TaskAgain[];
}

export interface CarriedTask {
  readonly task: number;
  readonly output: Output;
  /** Somebody gave this output in place of the one that the earlier run had. */
  readonly isGiven?: true | undefined;
}

export interface TaskAgain {
  readonly task: number;
  readonly because: AgainReason;
  /** The run that it consisted of, of its items or of a workflow: what completed there is kept. */
  readonly keeps?: string | undefined;
}

/** Why a task runs again. `task` names a direct dependency. */
export type AgainReason =
  /** Somebody said so. */
  | { readonly kind: 'chosen' }
  /** It did not complete in the earlier run. */
  | { readonly kind: 'failed' | 'cancelled' | 'skipped' | 'not_run' }
  /** It completed, and the earlier run was rolled back. */
  | { readonly kind: 'undone' }
  /** Its expressions read a parameter that has another value now. */
  | { readonly kind: 'parameter_changed'; readonly parameter: string }
  /** It depends on a task that runs again. */
  | { readonly kind: 'follows'; readonly task: number }
  /** It depends on a task whose output was given. */
  | { readonly kind: 'output_given'; readonly task: number };

/** Where a carried task has its output from: the earlier run, or whoever asked for the retry of it. */
export interface CarriedSource {
  readonly kind: 'carried' | 'given';
  readonly run: string;
}
