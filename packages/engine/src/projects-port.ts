import { NotFoundError, UsageError } from '@codomyrmex/core';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import { readDefinition } from './workflows/read-definition.ts';
import { WorkflowFiles } from './workflows/workflow-files.ts';
import type { Workflows } from './workflows/workflows.ts';

/** A project as far as running a workflow for it needs. */
export interface ResolvedProject {
  /** Absolute path of the folder that its runs work on. */
  readonly workspace: string;
  /** What its workflows are given; parameters of a call go before them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Absolute path of its own definitions, which hide those of the data folder. */
  readonly workflowsFolder?: string;
}

/** Who knows projects. An engine without one runs no project workflows. */
export interface Projects {
  resolve(name: string): Promise<ResolvedProject | undefined>;
  /** For status, metrics and health; throws when projects cannot be read. */
  summary?(): Promise<Readonly<Record<string, unknown>>>;
}

/** @throws UsageError PROJECTS_MISSING · NotFoundError PROJECT_NOT_FOUND. */
export async function resolvedProject(projects: Projects | undefined, name: string): Promise<ResolvedProject> {
  if (projects === undefined) {
    throw new UsageError(`project "${name}" cannot be looked up: this engine knows no projects`, {
      code: 'PROJECTS_MISSING',
      suggestions: ['Compose the OrchestrationEngine with a "projects" port.'],
    });
  }
  const project = await projects.resolve(name);
  if (project !== undefined) return project;
  throw new NotFoundError(`there is no project "${name}"`, { code: 'PROJECT_NOT_FOUND' });
}

/** The project's own definition of that name, else the data folder's. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError. */
export async function projectWorkflow(
  workflows: Workflows,
  { workflowsFolder }: ResolvedProject,
  name: string,
): Promise<PlacedDefinition> {
  const own = workflowsFolder === undefined ? undefined : new WorkflowFiles(workflowsFolder);
  const isOwn = (await own?.list())?.some((workflow) => workflow.name === name) === true;
  return readDefinition(await (own !== undefined && isOwn ? own : workflows).read(name));
}
