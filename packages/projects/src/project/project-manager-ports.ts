import type { Clock } from '@codomyrmex/core';
import type { ProjectDocuments } from '../project-documents.ts';
import type { Scaffolder } from '../scaffolder.ts';
import type { ProjectFiles } from './project-files.ts';
import type { RunOutcome, RunWorkflow } from './project-runs.ts';
import type { RunProjects } from './projects-run.ts';

/** What a `ProjectManager` stands on. */
export interface ProjectManagerPorts<Answer extends RunOutcome = RunOutcome, Whole = unknown> {
  /** Where projects are made and looked for. */
  readonly projectsDir: string;
  /** The file that remembers projects elsewhere; `.registry.json` of `projectsDir` unless given. */
  readonly registry?: string | undefined;
  /** Further folders that may be projects: the one that is worked in. */
  readonly folders?: readonly string[] | undefined;
  /** Folders that deleting a project must not take along. */
  readonly protectedFolders?: readonly string[] | undefined;
  /** Who knows templates; without it projects are made without one. */
  readonly scaffolder?: Scaffolder | undefined;
  readonly documents?: ProjectDocuments | undefined;
  readonly runWorkflow?: RunWorkflow<Answer> | undefined;
  readonly runProjects?: RunProjects<Whole> | undefined;
  /** Is told what could not be kept of a run that was carried; a warning of the process unless given. */
  readonly warn?: ((problem: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly files?: ProjectFiles | undefined;
}
