import type { Action, Problem, StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import type { Plan } from '@codomyrmex/dag';
import type { ParametersTemplate } from '../expression/parameters-template.ts';

/** A step of which everything is known that can be known before a run. */
export interface CheckedStep {
  readonly definition: StepDefinition;
  readonly work: CheckedWork;
  readonly condition: ParametersTemplate | undefined;
  /** Of a step whose work is done for many items: a record of `foreach` or `matrix` alone. */
  readonly items: ParametersTemplate | undefined;
  /** Of a step whose work is done again: a record of `until` alone. */
  readonly until: ParametersTemplate | undefined;
  /** Names of the steps that its expressions refer to. */
  readonly reads: readonly string[];
}

/** What a step does, once for each of its items; `template` is of its parameters, or of what it waits for. */
export type CheckedWork =
  /** `action`: also where the definition uses another name of its module or action. */
  | { readonly kind: 'action'; readonly action: Action; readonly template: ParametersTemplate }
  | { readonly kind: 'workflow'; readonly workflow: CheckedWorkflow; readonly template: ParametersTemplate }
  /** Undoes what the workflow did that `step` ran. */
  | { readonly kind: 'undo'; readonly workflow: CheckedWorkflow; readonly step: string }
  | { readonly kind: 'wait'; readonly template: ParametersTemplate };

/** A workflow that can run. */
export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition;
  readonly plan: Plan;
  /** `steps[i]` is task `i` of the plan. */
  readonly steps: readonly CheckedStep[];
  /** What its runs give, and the names of the steps that it refers to. */
  readonly outputs: { readonly template: ParametersTemplate; readonly reads: readonly string[] } | undefined;
  /** What its author should know and nothing is refused for; of the workflows that its steps run too. */
  readonly warnings: readonly Problem[];
}
