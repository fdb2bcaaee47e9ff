import { type WorkflowListing, workflowListings } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { program } from '../output/called-as.ts';
import type { Column } from '../output/column.ts';
import { table } from '../output/table.ts';
import { duration } from '../output/times.ts';

export function listWorkflows(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const all = Object.entries(await workflowListings({ workflows: scope.workflows, runtime: await scope.runs() }));
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
    const columns: readonly Column[] = [
      { title: 'workflow', whole: true },
      { title: 'steps', align: 'right' },
      { title: 'takes', align: 'right' },
      { title: 'modules' },
      { title: 'description' },
    ];
    scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    if (all.length === 0) scope.terminal.note(`no workflows yet: ${program()} workflow create NAME`);
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
