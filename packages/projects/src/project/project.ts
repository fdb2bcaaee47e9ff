import type { JsonObject, ProjectStatus, ProjectType } from '@codomyrmex/core';

/** A software project: what its `.codomyrmex/project.json` says of it. A value of its own: changing it changes no other. */
export interface Project {
  readonly name: string;
  readonly description: string;
  readonly type: ProjectType;
  /** Absolute path of the folder in which it was found, whatever its file says: a project may be moved. */
  readonly path: string;
  readonly status: ProjectStatus;
  readonly version: string;
  /** Name of the template that it was made from. */
  readonly template: string | null;
  /** What its workflows are given where they declare a parameter of that name. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the workflows that belong to it. */
  readonly workflows: readonly string[];
  /** Names of those that are being run for it now, by any process. */
  readonly activeWorkflows: readonly string[];
  readonly requiredModules: readonly string[];
  readonly author: string;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** By name: what was told with each, and `completed_at`, ISO 8601. */
  readonly milestones: Readonly<Record<string, Milestone>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Names of the projects whose workflows have to be done before its own. */
  readonly dependencies: readonly string[];
  /** Resources that it describes, in the words of `resources.json`. They are kept with it; an engine is not given them. */
  readonly resources: readonly JsonObject[];
  /** Whatever else its people want to keep with it. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Milestone = Readonly<Record<string, unknown>> & { readonly completed_at?: unknown };

/** A folder that seems to be a project and cannot be used as one. Nothing writes to it. */
export interface UnusableProject {
  /** What it says it is called, where that can be read; else the name of its folder. */
  readonly name: string;
  readonly path: string;
  readonly code: 'PROJECT_DAMAGED' | 'PROJECT_NEWER' | 'PROJECT_NAME_TAKEN' | 'PROJECT_MISSING';
  readonly message: string;
  readonly suggestion: string;
}
