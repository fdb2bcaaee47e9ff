import { UsageError, type WorkflowDefinition, type WrittenWorkflow } from '@codomyrmex/core';
import { definitionFrom, readDefinition } from './read-definition.ts';
import { savedText } from './saved-form.ts';
import { type GivenWorkflow, type WorkflowConfig, writtenWorkflow } from './workflow-config.ts';
import type { WorkflowText } from './workflow-files.ts';
import type { Workflows } from './workflows.ts';

/**
 * Stores a new definition, in a file or only for as long as this composition lives; gives its name.
 * @throws DefinitionError with every problem · UsageError INVALID_PARAMETERS, WORKFLOW_EXISTS · StorageError.
 */
export async function storeWorkflow(workflows: Workflows, given: GivenWorkflow, save: boolean): Promise<string> {
  const definition = checkedForm(given);
  const { name } = definition;
  if (save) await workflows.write(name, savedText(definition), { ending: '.json', ifTaken: 'refuse' });
  else await workflows.keep(name, savedText(definition));
  return name;
}

/** A whole definition, or parts of one that take the place of what is there. The name stays. */
export type WorkflowChanges = Partial<WrittenWorkflow> | Partial<WorkflowConfig>;

/**
 * Changes a definition where it is kept. What was YAML becomes JSON, and loses its comments.
 * @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError · UsageError for one that came with the product.
 */
export async function changeWorkflow(workflows: Workflows, name: string, changes: WorkflowChanges): Promise<void> {
  await workflows.change(name, (before) => savedText(changed(name, before, changes)));
}

function changed(name: string, before: WorkflowText, changes: WorkflowChanges): WorkflowDefinition {
  if (changes.name !== undefined && changes.name !== name) {
    throw new UsageError(`a change cannot rename the workflow "${name}" to ${JSON.stringify(changes.name)}`, {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Create one of the new name, and delete the old one.'],
    });
  }
  const isWhole = changes.name !== undefined && changes.steps !== undefined;
  const rest = isWhole ? {} : readDefinition(before).definition;
  // The written form has no key that the configuration has with another meaning, so both may be laid over it.
  return checkedForm({ ...rest, ...changes, name } as GivenWorkflow); // the schema looks at it next
}

function checkedForm(given: GivenWorkflow): WorkflowDefinition {
  const written = writtenWorkflow(given);
  const named = typeof given === 'object' && given !== null && typeof given.name === 'string' ? given.name : 'workflow';
  return definitionFrom(written, named).definition;
}
