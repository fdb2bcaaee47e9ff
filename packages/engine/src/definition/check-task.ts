import type { Action, Problem, StepDefinition } from '@codomyrmex/core';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import type { Reference } from '../expression/reference.ts';
import type { ActionCatalog } from './catalog.ts';
import { actionOf } from './draft.ts';
import { draftOf } from './draft-of.ts';
import { type Fault, problemsOf } from './fault.ts';
import { expressions } from './rules/expressions.ts';
import { isolation } from './rules/isolation.ts';
import { knownActions } from './rules/known-actions.ts';
import { literalParameters } from './rules/literal-parameters.ts';

/** A single task of which everything is known that can be known before it runs. */
export interface CheckedTask {
  readonly action: Action;
  readonly template: ParametersTemplate;
  /** Names of the tasks that its expressions refer to. */
  readonly reads: readonly string[];
}

export type TaskCheck =
  | { readonly ok: true; readonly task: CheckedTask }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const rules = [knownActions, expressions, literalParameters, isolation];

/** Checks one task against the actions that are loaded, by the rules of a workflow's step: every problem at once. */
export function checkTask(step: StepDefinition, catalog: ActionCatalog): TaskCheck {
  const draft = draftOf(
    { name: step.name, mode: 'priority', on_failure: 'continue', steps: [step] },
    { catalog, givenParameters: [] },
  );
  const [only] = draft.steps;
  const action = only === undefined ? undefined : actionOf(only);
  const faults = rules.flatMap((rule) => rule(draft));
  if (faults.length === 0 && action !== undefined && only?.template !== undefined) {
    return { ok: true, task: { action, template: only.template, reads: tasksRead(only.references) } };
  }
  return { ok: false, problems: problemsOf(faults.map(ofTask), {}) };
}

/** Places are told from the task on: it stands in no list of steps. */
const ofTask = (fault: Fault): Fault => ({ ...fault, path: fault.path.slice(2) });

/** The names of tasks in references: a single task has no parameters that they could mean instead. */
export function tasksRead(references: readonly { readonly reference: Reference }[]): readonly string[] {
  const names = references.flatMap(({ reference }) => {
    switch (reference.kind) {
      case 'step':
        return [reference.step];
      case 'name':
        return [reference.name];
      case 'parameter':
      case 'parameters':
      case 'run':
        return [];
    }
  });
  return [...new Set(names)];
}
