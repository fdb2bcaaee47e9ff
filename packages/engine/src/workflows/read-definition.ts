import { parseWorkflow } from '../definition/parse-workflow.ts';
import { readSource } from '../definition/read-source.ts';
import { invalid, type PlacedDefinition } from './prepare-run.ts';
import type { WorkflowText } from './workflow-files.ts';

/**
 * Reads a written definition, YAML or JSON, with the place of everything in it. References and actions are not looked at.
 * @throws DefinitionError with every problem and its place.
 */
export function readDefinition({ text, file, name }: WorkflowText): PlacedDefinition {
  const source = readSource(text, file);
  if (!source.ok) throw invalid(name, source.problems);
  const { places } = source;
  return { definition: parsed(source.data, name, { file, places }), file, places };
}

/** A definition that is data already: from code, or from a journal. @throws DefinitionError with every problem. */
export function definitionFrom(data: unknown, name: string): PlacedDefinition {
  return { definition: parsed(data, name, {}) };
}

function parsed(data: unknown, name: string, placed: Required<Pick<PlacedDefinition, 'file' | 'places'>> | object) {
  const result = parseWorkflow(data, { name, ...placed });
  if (result.ok) return result.definition;
  throw invalid(name, result.problems);
}
