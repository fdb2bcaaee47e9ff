import type { CompensationDefinition, StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { type ActionCatalog, findAction } from './catalog.ts';
import { hasItems, stepKind } from './step-kind.ts';

/** Of a compensation that is written without them. */
const RETRIES = { max_retries: 3, retry_delay: 1 };

/**
 * The workflow as it is run: where it may be rolled back, a step that names nothing that undoes it has what its action names. A step
 * of many items or rounds is left alone: what it was given and what it left are not those of one call.
 */
export function withDefaultCompensations(definition: WorkflowDefinition, catalog: ActionCatalog): WorkflowDefinition {
  const steps = definition.steps.map((step) => {
    const compensate = step.compensate ?? defaultOf(step, catalog);
    return compensate === undefined ? step : { ...step, compensate };
  });
  return { ...definition, steps };
}

function defaultOf(step: StepDefinition, catalog: ActionCatalog): CompensationDefinition | undefined {
  const does = stepKind(step);
  if (does.kind !== 'action' || hasItems(step) || step.repeat !== undefined) return undefined;
  const found = findAction(catalog, does.module, does.action);
  if (found.kind !== 'action' || found.action.compensate === undefined) return undefined;
  const { module, compensate: action } = found.action;
  const output = `{{ steps[${JSON.stringify(step.name)}].output }}`;
  return { module, action, parameters: { input: step.parameters ?? {}, output }, ...RETRIES };
}
