import { NotFoundError, UsageError } from '@codomyrmex/core';

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
