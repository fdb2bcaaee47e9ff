import type { EvaluationScope } from '../expression/scope.ts';

/** What the expressions of a task see. */
export interface Upstream {
  /** The scope of a task that refers to no step: one for all of them. */
  readonly none: EvaluationScope;
  /** Large outputs are read from the payload store. */
  scopeOf(steps: Iterable<string>): Promise<EvaluationScope>;
}
