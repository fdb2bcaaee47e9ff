import { type StepDefinition, workflowDefinitionSchema } from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import { compileParameters, type ParametersTemplate } from '../expression/parameters-template.ts';
import type { UpstreamScope } from '../runtime/upstream-scope.ts';

/** The steps of a stored run, with the parameters that their last attempts were given. */
export class StoredSteps {
  readonly steps: readonly StepDefinition[];

  constructor(record: RunRecord) {
    this.steps = workflowDefinitionSchema.parse(record.definition).steps;
  }

  /**
   * Parameters are not stored: the definition, the run's parameters and the outputs are, and they give the same value
   * again. What a hook changed is not seen. `undefined` where the expressions cannot be evaluated.
   */
  async used(task: number, upstream: UpstreamScope): Promise<unknown> {
    const step = this.steps[task];
    const compiled = compileParameters(step?.parameters ?? {});
    if (step === undefined || !compiled.ok) return undefined;
    const reads = compiled.template.isConstant ? [] : stepsRead(compiled.template, step.dependencies ?? []);
    try {
      return compiled.template.evaluate(await upstream.scopeOf(reads));
    } catch {
      return undefined;
    }
  }
}

/** Every reference to a step was made a dependency when the run was planned. */
function stepsRead(template: ParametersTemplate, dependencies: readonly string[]): readonly string[] {
  return template.references.length === 0 ? [] : dependencies;
}
