import { type StepDefinition, stepSchema } from '@codomyrmex/core';
import { GrowingPlan, type Plan, type RunRecord } from '@codomyrmex/dag';
import { tasksRead } from '../definition/check-task.ts';
import { plannedSteps } from '../definition/planned-steps.ts';
import { compileParameters } from '../expression/parameters-template.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import type { Upstream } from '../runtime/upstream.ts';

/** The steps of a stored run, with the parameters that their last attempts were given. */
export class StoredSteps {
  readonly #steps: readonly StepDefinition[];
  readonly #plan: Plan;

  constructor(record: RunRecord, plan: Plan) {
    this.#steps = plannedSteps(storedDefinition(record)).map(({ definition }) => definition);
    this.#plan = plan;
  }

  /** Also of a task that was added while the run ran. */
  step(task: number): StepDefinition | undefined {
    const written = this.#plan instanceof GrowingPlan ? this.#plan.written[task] : undefined;
    return written === undefined ? this.#steps[task] : stepSchema.parse(written.step);
  }

  /**
   * Parameters are not stored: the definition, the run's parameters and the outputs are, and they give the same value
   * again. What a hook changed is not seen. `undefined` where the expressions cannot be evaluated.
   */
  async used(task: number, upstream: Upstream): Promise<unknown> {
    const step = this.step(task);
    const compiled = compileParameters(step?.parameters ?? {});
    if (step === undefined || !compiled.ok) return undefined;
    const reads = compiled.template.isConstant ? [] : tasksRead(compiled.template.references);
    try {
      return compiled.template.evaluate(await upstream.scopeOf(reads));
    } catch {
      return undefined;
    }
  }
}
