import type { Action, Problem, WorkflowDefinition } from '@codomyrmex/core';
import type { ParametersTemplate, TemplateAssumption, TemplateReference } from '../expression/parameters-template.ts';
import type { ActionCatalog, FoundAction } from './catalog.ts';
import type { CheckedWorkflow } from './checked-workflow.ts';
import type { Fault } from './fault.ts';
import type { InnerSources } from './inner-sources.ts';
import type { JsonSchema } from './json-schema-members.ts';
import type { Path } from './places.ts';
import type { PlannedStep } from './planned-steps.ts';
import type { StepKind } from './step-kind.ts';
import type { Suggestions } from './suggestions.ts';
import type { Target } from './target.ts';

/** A workflow while it is checked: what could be made of it so far. */
export interface Draft {
  readonly definition: WorkflowDefinition;
  readonly catalog: ActionCatalog;
  readonly steps: readonly DraftStep[];
  /** Index by name; of the first where a name stands twice. */
  readonly stepIndices: ReadonlyMap<string, number>;
  /** Parameters that a run can have, with what is known of their values. */
  readonly parameters: ReadonlyMap<string, JsonSchema>;
  /** What a wrong name may have been meant for. */
  readonly names: Readonly<Record<'step' | 'parameter' | 'name', readonly string[]>>;
  readonly suggestions: Suggestions;
  /** What its runs give, where it says so. */
  readonly outputs: CompiledText | undefined;
  /** The workflows that its steps run, by the names that they use. */
  readonly inner: ReadonlyMap<string, InnerWorkflow>;
  /** Why there are no others. */
  readonly missing: InnerSources['missing'];
}

/** A workflow that a step runs, checked, or what is wrong with it. */
export type InnerWorkflow =
  | { readonly ok: true; readonly workflow: CheckedWorkflow }
  | { readonly ok: false; readonly definition: WorkflowDefinition; readonly problems: readonly Problem[] };

/** Values with expressions in them. */
export interface CompiledText {
  readonly template: ParametersTemplate | undefined;
  readonly faults: readonly Fault[];
  readonly references: readonly ResolvedReference[];
  readonly assumptions: readonly ResolvedAssumption[];
}

/** What a task does: what its step says, or, where nobody wrote it, undo what the workflow did that another step ran. */
export type DraftKind = StepKind | { readonly kind: 'undo'; readonly workflow: string; readonly step: string };

export interface DraftStep extends PlannedStep {
  readonly index: number;
  readonly does: DraftKind;
  /** Of a step that calls an action. */
  readonly found: FoundAction | undefined;
  /** Missing when an expression of the step could not be compiled: the faults say so. */
  readonly template: ParametersTemplate | undefined;
  /** Its condition, as a record of `when` alone. */
  readonly condition: ParametersTemplate | undefined;
  /** Its items, as a record of `foreach` or `matrix` alone. */
  readonly items: ParametersTemplate | undefined;
  /** What it waits for. */
  readonly wait: ParametersTemplate | undefined;
  /** When its work is not done again, as a record of `until` alone. */
  readonly until: ParametersTemplate | undefined;
  readonly templateFaults: readonly Fault[];
  /** What all of its expressions refer to. */
  readonly references: readonly ResolvedReference[];
  /** What all of its expressions take for granted. */
  readonly assumptions: readonly ResolvedAssumption[];
}

export interface ResolvedReference extends TemplateReference {
  /** Where in the workflow the text stands that holds the expression. */
  readonly place: Path;
  readonly target: Target;
}

export interface ResolvedAssumption extends TemplateAssumption {
  readonly place: Path;
  readonly target: Target;
}

/** Looks at the whole draft and tells every fault of one kind. */
export type Rule = (draft: Draft) => readonly Fault[];

export function actionOf({ found }: DraftStep): Action | undefined {
  return found?.kind === 'action' ? found.action : undefined;
}
