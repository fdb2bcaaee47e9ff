import { type StepDefinition, type WorkflowDefinition, workflowDefinitionSchema } from '@codomyrmex/core';

/**
 * A definition as it is saved. A plain workflow has the keys of the Python system in their order, so that it reads what we
 * write: name and steps, and of each step name, module, action, parameters, dependencies, timeout, retry_count, max_retries.
 * What goes beyond that stands behind, and only where it differs from what is taken without it.
 */
function savedForm(definition: WorkflowDefinition): Record<string, unknown> {
  const { name, steps, ...rest } = definition;
  // Made for what is saved: checking it costs a start that saves nothing 4 ms.
  const plain = workflowDefinitionSchema.parse(PLAIN);
  const plainStep: Readonly<Record<string, unknown>> = { ...plain.steps[0] };
  return { name, ...beyond(rest, plain), steps: steps.map((step) => savedStep(step, plainStep)) };
}

export function savedText(definition: WorkflowDefinition): string {
  return `${JSON.stringify(savedForm(definition), null, 2)}\n`;
}

function savedStep(step: StepDefinition, plain: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, module, action, parameters, dependencies, timeout, retry_count, max_retries, ...rest } = step;
  return {
    name,
    module,
    action,
    parameters: parameters ?? {},
    dependencies: dependencies ?? [],
    timeout: timeout ?? null,
    retry_count: retry_count ?? 0,
    max_retries,
    ...beyond(rest, plain),
  };
}

const PLAIN = { name: 'plain', steps: [{ name: 'plain', module: 'plain', action: 'plain' }] };

function beyond(
  given: Readonly<Record<string, unknown>>,
  plain: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== undefined && value !== plain[key]),
  );
}
