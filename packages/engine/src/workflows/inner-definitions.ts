import { DefinitionError, isOrchestrationError, type Problem, type WorkflowDefinition } from '@codomyrmex/core';
import { mergeComplexForm } from '../definition/complex-form.ts';
import type { SourceOf } from '../definition/fault.ts';
import type { InnerSources, MissingWorkflow } from '../definition/inner-sources.ts';
import type { PlacedDefinition } from './placed-definition.ts';

/** Looks a workflow up by name or path; `beside` is the file that names it. `undefined` when there is none. */
export type FindWorkflow = (name: string, beside: string | undefined) => Promise<PlacedDefinition | undefined>;

/** A definition with every workflow in it that its steps run, and theirs. */
export interface WholeDefinition {
  readonly definition: WorkflowDefinition;
  readonly sources: InnerSources;
  readonly problems: readonly Problem[];
}

/** Workflows in workflows in workflows; more is a mistake. */
const MAX_DEPTH = 8;

/**
 * Brings the workflows that steps run into the definition, so that a run has them for ever. What is not found is left out:
 * the check says so, and why: also a workflow that would run itself is left out.
 */
export async function withInnerDefinitions(placed: PlacedDefinition, find: FindWorkflow): Promise<WholeDefinition> {
  const gathering: Gathering = { find, files: new Map(), missing: new Map(), problems: [] };
  const definition = await whole(placed, gathering, [placed.definition.name]);
  return { definition, sources: gathering, problems: gathering.problems };
}

interface Gathering {
  readonly find: FindWorkflow;
  readonly files: Map<WorkflowDefinition, SourceOf>;
  readonly missing: Map<string, MissingWorkflow>;
  readonly problems: Problem[];
}

async function whole(
  { definition, file }: PlacedDefinition,
  gathering: Gathering,
  above: readonly string[],
): Promise<WorkflowDefinition> {
  const names = innerNames(definition);
  if (names.size === 0) return definition;
  const workflows: Record<string, WorkflowDefinition> = {};
  for (const name of names) {
    const found = await lookedUp(name, { definition, file }, gathering);
    if (found === undefined) continue;
    const fault = nestingFault(found.definition.name, above);
    if (fault !== undefined) {
      gathering.missing.set(name, fault);
      continue;
    }
    gathering.problems.push(...(found.problems ?? []));
    const inner = await whole(found, gathering, [...above, found.definition.name]);
    if (found.file !== undefined) gathering.files.set(inner, { places: found.places, file: found.file });
    workflows[name] = inner;
  }
  return { ...definition, workflows };
}

async function lookedUp(
  name: string,
  { definition, file }: Pick<PlacedDefinition, 'definition' | 'file'>,
  { find, missing, problems }: Gathering,
): Promise<PlacedDefinition | undefined> {
  const own = definition.workflows?.[name];
  if (own !== undefined) return { definition: mergeComplexForm(own).definition };
  try {
    return await find(name, file);
  } catch (error) {
    if (!isOrchestrationError(error)) throw error;
    const [suggestion] = error.suggestions;
    if (error instanceof DefinitionError) problems.push(...error.problems);
    const message = error instanceof DefinitionError ? `workflow "${name}" cannot be read` : error.message;
    missing.set(name, { code: 'unknown_workflow', message, suggestion });
    return undefined;
  }
}

function nestingFault(name: string, above: readonly string[]): MissingWorkflow | undefined {
  if (above.includes(name)) {
    return {
      code: 'workflow_cycle',
      message: `the workflow "${name}" would run itself: ${[...above, name].join(' → ')}`,
      suggestion: 'run another workflow here, or repeat the steps with "repeat"',
    };
  }
  if (above.length <= MAX_DEPTH) return undefined;
  return { code: 'too_deep', message: `workflows run in each other deeper than ${MAX_DEPTH}: ${above.join(' → ')}` };
}

function innerNames({ steps, on_failure_steps: failing = [], finally: last = [] }: WorkflowDefinition): Set<string> {
  return new Set([...steps, ...failing, ...last].flatMap(({ workflow }) => workflow ?? []));
}
