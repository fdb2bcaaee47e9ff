import { basename, extname } from 'node:path';
import type { RunRecord } from '@codomyrmex/dag';
import { LatePlaces } from '../definition/late-places.ts';
import { type ParsedWorkflow, parseWorkflow } from '../definition/parse-workflow.ts';
import type { Places } from '../definition/places.ts';
import { readSource } from '../definition/read-source.ts';
import { invalid } from './invalid-workflow.ts';
import type { KeptReadings } from './kept-readings.ts';
import type { PlacedDefinition } from './placed-definition.ts';
import { readWorkflowFile, type WorkflowText } from './workflow-files.ts';

/**
 * Reads a written definition, YAML or JSON, with the place of everything in it. References and actions are not looked at.
 * @throws DefinitionError with every problem of the written form.
 */
export function readDefinition(written: WorkflowText): PlacedDefinition {
  const { definition, problems, places } = readForCheck(written);
  if (problems !== undefined) throw invalid(definition.name, problems);
  return { definition, file: written.file, places };
}

/**
 * Reads a written definition to be checked or run next: faults of single parts are kept with it, so that the check tells
 * them together with its own. @throws DefinitionError when too little can be read to check.
 */
export function readForCheck({ text, file, name, readings }: WorkflowText): PlacedDefinition {
  const known = readings?.find(name, text);
  if (known !== undefined) return { definition: known, file, places: new LatePlaces(text, file) };
  const source = readSource(text, file);
  if (!source.ok) throw invalid(name, source.problems);
  const read = forCheck(source.data, name, { file, places: source.places });
  if (read.problems === undefined) readings?.keep(name, text, read.definition);
  return read;
}

/** The same of a file by its path; a definition without a name has the file's. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError. */
export async function readFileForCheck(file: string, readings?: KeptReadings): Promise<PlacedDefinition> {
  return readForCheck({ ...(await readWorkflowFile(file, basename(file, extname(file)))), readings });
}

/** The same of a definition that is data already. @throws DefinitionError when too little can be read to check. */
export function dataForCheck(data: unknown, name: string): PlacedDefinition {
  return forCheck(data, name, {});
}

function forCheck(data: unknown, name: string, placed: Placed): PlacedDefinition {
  const parsed = parse(data, name, placed);
  if (parsed.ok) return { definition: parsed.definition, ...placed };
  if (parsed.rest === undefined) throw invalid(name, parsed.problems);
  return { definition: parsed.rest, problems: parsed.problems, ...placed };
}

/** A definition that is data already: from code, or from a journal. @throws DefinitionError with every problem. */
export function definitionFrom(data: unknown, name: string): PlacedDefinition {
  const parsed = parse(data, name, {});
  if (parsed.ok) return { definition: parsed.definition };
  throw invalid(name, parsed.problems);
}

/** What a run was begun with. @throws DefinitionError when this version cannot read it. */
export const definitionOf = ({ definition, workflow }: RunRecord): PlacedDefinition => ({
  ...definitionFrom(definition, workflow),
  origin: 'journal',
});

interface Placed {
  readonly file?: string | undefined;
  readonly places?: Places | undefined;
}

function parse(data: unknown, name: string, placed: Placed): ParsedWorkflow {
  return parseWorkflow(data, { name, ...placed });
}
