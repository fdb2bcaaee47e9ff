import { existsSync } from 'node:fs';
import { isOrchestrationError, type Problem, type WorkflowDefinition } from '@codomyrmex/core';
import { writtenPlan } from '../definition/written-plan.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { readDefinition } from '../workflows/read-definition.ts';
import type { WorkflowText } from '../workflows/workflow-files.ts';
import { problemsIn } from '../workflows/workflow-problems.ts';
import type { WorkflowEntry } from '../workflows/workflows.ts';
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

/** Every workflow by name, those that cannot be read with what is wrong with them. */
export async function workflowListings({
  workflows,
  runtime,
}: Pick<Orchestrator, 'workflows' | 'runtime'>): Promise<Readonly<Record<string, WorkflowListing>>> {
  const [all, history] = await Promise.all([workflows.list(), runHistory(runtime)]);
  const listings: [string, WorkflowListing][] = [];
  // One after the other: a folder may hold more files than a process may have open.
  for (const entry of all) {
    const listed = await readListing(workflows, entry, (read) => estimatedDuration(runtime, read, history));
    if (listed !== undefined) listings.push([entry.name, listed]);
  }
  return Object.fromEntries(listings);
}

type Estimate = (definition: WorkflowDefinition) => Promise<number | null>;

/** `undefined` for one that was deleted since it was listed. */
async function readListing(
  workflows: Orchestrator['workflows'],
  entry: WorkflowEntry,
  estimate: Estimate,
): Promise<WorkflowListing | undefined> {
  try {
    return await listing(await workflows.readListed(entry), estimate);
  } catch (error) {
    if (!isOrchestrationError(error) || error.code !== 'WORKFLOW_NOT_FOUND') throw error;
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
    modules: [...new Set(definition.steps.flatMap(({ module }) => module ?? []))],
    hasDependencies: planned.ok
      ? planned.plan.dependencies.length > 0
      : definition.steps.some((step) => (step.dependencies ?? []).length > 0),
    description: definition.description ?? '',
  };
}
