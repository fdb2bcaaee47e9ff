import type { JsonObject, WorkflowDefinition } from '@codomyrmex/core';
import type { Draft, DraftStep, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import type { MissingWorkflow } from '../inner-sources.ts';
import { parameterType } from '../parameter-type.ts';

/** Every workflow that a step runs is there, and takes the parameters that the step gives it. */
export const innerWorkflows: Rule = (draft) => [
  ...draft.steps.flatMap((step) => faultsOf(step, draft)),
  ...(draft.outputs === undefined ? [] : laterOutputs(draft)),
];

function faultsOf(step: DraftStep, { inner, missing, suggestions }: Draft): readonly Fault[] {
  const { does, base } = step;
  if (does.kind !== 'workflow') return [];
  const found = inner.get(does.workflow);
  if (found === undefined) {
    return [{ ...(missing.get(does.workflow) ?? unknown(does.workflow)), path: [...base, 'workflow'] }];
  }
  return parameterFaults(step, found.ok ? found.workflow.definition : found.definition, suggestions);
}

const unknown = (name: string): MissingWorkflow => ({
  code: 'unknown_workflow',
  message: `there is no workflow "${name}"`,
  suggestion: 'codomyrmex workflow list shows those that are saved',
});

function parameterFaults(
  { definition, template, base }: DraftStep,
  { name, parameters: declared }: WorkflowDefinition,
  suggestions: Draft['suggestions'],
): readonly Fault[] {
  const given = definition.parameters ?? {};
  if (declared === undefined) return [];
  const unknown = Object.keys(given)
    .filter((key) => !Object.hasOwn(declared, key))
    .map(
      (key): Fault => ({
        code: 'unknown_parameter',
        message: `the workflow "${name}" has no parameter "${key}"`,
        path: [...base, 'parameters', key],
        at: 'key',
        suggestion:
          suggestions.of(key, Object.keys(declared)) ?? `its parameters are: ${Object.keys(declared).join(', ')}`,
      }),
    );
  const literals = literalsOf(template);
  const own = Object.entries(declared).flatMap(([key, declaration]): readonly Fault[] => {
    const path = [...base, 'parameters', key];
    if (!Object.hasOwn(given, key)) {
      if (declaration.default !== undefined || declaration.required === false) return [];
      return [{ code: 'missing_parameter', message: `the workflow "${name}" needs the parameter "${key}"`, path }];
    }
    const hasExpression = template?.expressions.some(([first]) => first === key) ?? true;
    const type = hasExpression ? undefined : parameterType(declaration, path);
    return type?.ok === true ? type.type.faults(literals[key], path) : [];
  });
  return [...unknown, ...own];
}

function literalsOf(template: DraftStep['template']): JsonObject {
  return (template?.literals() ?? {}) as JsonObject; // the literals of a record are a record
}

/** What a run gives is known when its steps are over: what comes after them is not part of it. */
function laterOutputs({ outputs, steps }: Draft): readonly Fault[] {
  return (outputs?.references ?? []).flatMap(({ target, place, offset }): readonly Fault[] => {
    const step = target.kind === 'step' ? steps[target.index] : undefined;
    if (step === undefined || step.stage === 'main') return [];
    const message = `"outputs" cannot see "${step.definition.name}": it is not among the steps`;
    return [{ code: 'reference_to_later_stage', message, path: place, offset }];
  });
}
