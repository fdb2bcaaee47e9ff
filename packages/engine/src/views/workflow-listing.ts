import type { Problem, WorkflowDefinition } from '@codomyrmex/core';
import { writtenPlan } from '../definition/written-plan.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { readDefinition } from '../workflows/read-definition.ts';
import type { WorkflowText } from '../workflows/workflow-files.ts';
import { problemsIn } from '../workflows/workflow-problems.ts';
import { estimatedDuration, type RunHistory, runHistory } from './estimated-duration.ts';

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

/** Every workflow by name, those that cannot be read with what is wrong with them. */
export async function workflowListings({
  workflows,
  runtime,
}: Pick<Orchestrator, 'workflows' | 'runtime'>): Promise<Readonly<Record<string, WorkflowListing>>> {
  const [all, history] = await Promise.all([workflows.list(), runHistory(runtime)]);
  const listings: [string, WorkflowListing][] = [];
  // One after the other: a folder may hold more files than a process may have open.
  for (const { name } of all) {
    const written = await workflows.read(name).catch(() => undefined); // deleted since it was listed
    if (written !== undefined)
      listings.push([name, await listing(written, (read) => estimated(runtime, read, history))]);
  }
  return Object.fromEntries(listings);
}

const estimated = (
  runtime: Orchestrator['runtime'],
  definition: WorkflowDefinition,
  history: RunHistory,
): Promise<number | null> => estimatedDuration(runtime, definition, history);

async function listing(
  written: WorkflowText,
  estimate: (definition: WorkflowDefinition) => Promise<number | null>,
): Promise<WorkflowListing> {
  let definition: WorkflowDefinition | undefined;
  const problems = await problemsIn(() => {
    definition = readDefinition(written).definition;
  });
  const { createdAt, file } = written;
  return {
    ...(definition === undefined ? unread : { ...facts(definition), estimatedDuration: await estimate(definition) }),
    createdTime: createdAt === undefined ? null : new Date(createdAt),
    file: file ?? null,
    problems,
  };
}

const unread = { steps: 0, modules: [], estimatedDuration: null, hasDependencies: false, description: '' };

function facts(
  definition: WorkflowDefinition,
): Pick<WorkflowListing, 'steps' | 'modules' | 'hasDependencies' | 'description'> {
  const planned = writtenPlan(definition);
  return {
    steps: definition.steps.length,
    modules: [...new Set(definition.steps.map((step) => step.module))],
    hasDependencies: planned.ok
      ? planned.plan.dependencies.length > 0
      : definition.steps.some((step) => (step.dependencies ?? []).length > 0),
    description: definition.description ?? '',
  };
}
