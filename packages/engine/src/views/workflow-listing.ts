import { existsSync } from 'node:fs';
import { isOrchestrationError, type Problem, type WorkflowDefinition } from '@codomyrmex/core';
import { plannedSteps } from '../definition/planned-steps.ts';
import { writtenPlan } from '../definition/written-plan.ts';
import type { StoredRuns } from '../runtime/stored-runs.ts';
import { readDefinition } from '../workflows/read-definition.ts';
import type { WorkflowText } from '../workflows/workflow-files.ts';
import { problemsIn } from '../workflows/workflow-problems.ts';
import type { WorkflowEntry, Workflows } from '../workflows/workflows.ts';
import { estimatedDuration, runHistory } from './estimated-duration.ts';

/** What the specification's `list_workflows` tells of one workflow. */
export interface WorkflowListing {
  readonly steps: number;
  readonly modules: readonly string[];
  /** Seconds, learned from earlier runs; see {@link estimatedDuration}. `null`: nobody knows yet. */
  readonly estimatedDuration: number | null;
  /** Those that references imply count. */
  readonly hasDependencies: boolean;
  /** When its file was made or last replaced, as far as the file system knows. */
  readonly createdTime: Date | null;
  readonly description: string;
  /** Absolute path; `null` for one that was not saved. */
  readonly file: string | null;
  /** Why it cannot be read; empty when it can. Whether it can run, `validateWorkflow` says. */
  readonly problems: readonly Problem[];
}

export interface ListingPorts {
  readonly workflows: Listed;
  readonly runtime: StoredRuns;
}

type Listed = Pick<Workflows, 'list' | 'readListed'>;

/** Every workflow by name, those that cannot be read with what is wrong with them. */
export async function workflowListings({
  workflows,
  runtime,
}: ListingPorts): Promise<Readonly<Record<string, WorkflowListing>>> {
  const [all, history] = await Promise.all([workflows.list(), runHistory(runtime)]);
  const listings: [string, WorkflowListing][] = [];
  const definitions = new Map<string, WorkflowDefinition>();
  const known = (name: string, definition: WorkflowDefinition) => {
    definitions.set(name, definition);
    return estimatedDuration(runtime, definition, history);
  };
  // One after the other: a folder may hold more files than a process may have open.
  for (const entry of all) {
    const listed = await readListing(workflows, entry, (definition) => known(entry.name, definition));
    if (listed !== undefined) listings.push([entry.name, listed]);
  }
  return Object.fromEntries(
    listings.map(([name, listed]) => [name, { ...listed, modules: modulesOf(definitions.get(name), definitions) }]),
  );
}

/** Those of the workflows that its steps run too, where they are listed themselves. */
function modulesOf(
  whole: WorkflowDefinition | undefined,
  listed: ReadonlyMap<string, WorkflowDefinition>,
): readonly string[] {
  const modules = new Set<string>();
  const seen = new Set<WorkflowDefinition>();
  const open = whole === undefined ? [] : [whole];
  for (let definition = open.pop(); definition !== undefined; definition = open.pop()) {
    if (seen.has(definition)) continue;
    seen.add(definition);
    for (const { definition: step } of plannedSteps(definition)) {
      if (step.module !== undefined) modules.add(step.module);
      const inner =
        step.workflow === undefined ? undefined : (definition.workflows?.[step.workflow] ?? listed.get(step.workflow));
      if (inner !== undefined) open.push(inner);
    }
  }
  return [...modules];
}

type Estimate = (definition: WorkflowDefinition) => Promise<number | null>;

/** What a file that stands among the definitions may be. */
const unreadable: ReadonlySet<string> = new Set(['NOT_A_FILE', 'WORKFLOW_NOT_FOUND', 'WORKFLOW_UNREADABLE']);

/** `undefined` for one that was deleted since it was listed. */
async function readListing(
  workflows: Listed,
  entry: WorkflowEntry,
  estimate: Estimate,
): Promise<WorkflowListing | undefined> {
  try {
    return await listing(await workflows.readListed(entry), estimate);
  } catch (error) {
    if (!isOrchestrationError(error) || !unreadable.has(error.code)) throw error;
    if (entry.file === undefined || !existsSync(entry.file)) return undefined;
    const problem = { code: 'unreadable', message: error.message, path: '', file: entry.file };
    return { ...unread, createdTime: null, file: entry.file, problems: [problem] };
  }
}

async function listing(written: WorkflowText, estimate: Estimate): Promise<WorkflowListing> {
  let definition: WorkflowDefinition | undefined;
  const problems = await problemsIn(() => {
    definition = readDefinition(written).definition;
  });
  const { createdAt, file } = written;
  return {
    ...unread,
    ...(definition !== undefined && { ...facts(definition), estimatedDuration: await estimate(definition) }),
    createdTime: createdAt === undefined ? null : new Date(createdAt),
    file: file ?? null,
    problems,
  };
}

const unread = { steps: 0, modules: [], estimatedDuration: null, hasDependencies: false, description: '' };

function facts(definition: WorkflowDefinition): Pick<WorkflowListing, 'steps' | 'hasDependencies' | 'description'> {
  const { steps, description = '' } = definition;
  return { steps: steps.length, hasDependencies: hasDependencies(definition), description };
}

/** The references of a workflow that writes any dependency need not be read for that. */
function hasDependencies(definition: WorkflowDefinition): boolean {
  if (definition.steps.some((step) => (step.dependencies ?? []).length > 0)) return true;
  const planned = writtenPlan(definition);
  return planned.ok && planned.plan.dependencies.length > 0;
}
