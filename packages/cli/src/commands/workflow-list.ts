import { DefinitionError, isOrchestrationError } from '@codomyrmex/core';
import { type PlacedDefinition, plannedEffects, type WorkflowListing, workflowListings } from '@codomyrmex/engine';
import { stringify } from 'yaml';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { findWorkflow } from '../find-workflow.ts';
import { effectsText } from '../output/effects-text.ts';
import { table } from '../output/table.ts';
import { duration } from '../output/times.ts';
import { tellWarnings } from '../output/warning-text.ts';
import { safe } from '../terminal.ts';

export function listWorkflows(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const all = Object.entries(await workflowListings(await scope.orchestrator()));
    if (scope.json) {
      scope.terminal.json(all.map(([name, listing]) => wireListing(name, listing)));
      return 0;
    }
    const rows = all.map(([name, listing]) => [
      name,
      listing.problems.length === 0 ? String(listing.steps) : 'not valid',
      listing.estimatedDuration === null ? '' : duration(listing.estimatedDuration * 1000),
      listing.modules.join(', '),
      described(listing),
    ]);
    const columns = [
      { title: 'workflow' },
      { title: 'steps', align: 'right' as const },
      { title: 'takes', align: 'right' as const },
      { title: 'modules' },
      { title: 'description' },
    ];
    scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    if (all.length === 0) scope.terminal.note('no workflows yet: codomyrmex workflow create NAME');
    return 0;
  });
}

/** What is wrong stands where people look for what a workflow is. */
const described = ({ problems, description }: WorkflowListing): string => problems[0]?.message ?? description;

function wireListing(name: string, listing: WorkflowListing): Readonly<Record<string, unknown>> {
  return {
    name,
    file: listing.file,
    valid: listing.problems.length === 0,
    description: described(listing),
    steps: listing.steps,
    modules: listing.modules,
    has_dependencies: listing.hasDependencies,
    estimated_duration: listing.estimatedDuration,
    created_time: listing.createdTime?.toISOString() ?? null,
  };
}

export function showWorkflow(nameOrFile: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const placed = await findWorkflow(scope.workflows, nameOrFile);
    const { definition, problems } = placed;
    if (problems !== undefined) throw new DefinitionError(`workflow "${definition.name}" is not valid`, problems);
    if (scope.json) scope.terminal.json(definition);
    else {
      scope.terminal.data(stringify(definition).trimEnd());
      await tellEffects(scope, placed);
    }
    return 0;
  });
}

/** Beside the definition, which stays what it is: what its actions do. Of one that could not run there is nothing to tell. */
async function tellEffects(scope: CommandScope, placed: PlacedDefinition): Promise<void> {
  const { terminal } = scope;
  try {
    const checked = await (await scope.orchestrator()).check(placed);
    terminal.note(`\n${effectsText(plannedEffects(checked))}`);
    tellWarnings(terminal, checked.warnings);
  } catch (error) {
    if (!isOrchestrationError(error)) throw error;
    terminal.note(`\nit could not run as it is: codomyrmex workflow validate ${quoted(placed)}`);
  }
}

const quoted = ({ definition, file }: PlacedDefinition): string => safe(file ?? definition.name);

export function deleteWorkflow(name: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const file = await scope.workflows.delete(name);
    if (scope.json) scope.terminal.json({ success: true, name, file });
    else scope.terminal.note(`deleted ${file}`);
    return 0;
  });
}
