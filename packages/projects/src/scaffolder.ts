import type { TemplateSummary } from './template-summary.ts';

/** What is to be made, where. */
export interface ScaffoldRequest {
  /** Name of a template, or its source; without one, `files` alone are written. */
  readonly template: string | undefined;
  /** Absolute path of a folder that is empty or does not exist. */
  readonly target: string;
  readonly project: ScaffoldedProject;
  /** Answers to the template's questions; what is not answered has its default. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Text by path relative to the target, written in the same transaction; the template's own file of that path goes before it. */
  readonly files?: ReadonlyMap<string, string>;
  /** Ends it; then nothing of it is left. */
  readonly signal?: AbortSignal | undefined;
}

/** What every template may use under `project`. */
export interface ScaffoldedProject {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly author: string;
  readonly version: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
}

export interface ScaffoldReport {
  /** Paths relative to the target, sorted; folders end in a slash. */
  readonly written: readonly string[];
}

/** Who knows templates and writes trees: all of it, or nothing. */
export interface Scaffolder {
  list(): Promise<readonly TemplateSummary[]>;
  /** @throws NotFoundError TEMPLATE_NOT_FOUND · DefinitionError for a template that is not valid. */
  describe(template: string): Promise<TemplateSummary>;
  /** @throws ScaffoldError when something of it cannot be written; then the target is as it was. */
  scaffold(request: ScaffoldRequest): Promise<ScaffoldReport>;
  /** Brings a project back to what it was before a change whose process was killed. @throws UsageError UPDATE_RUNNING while it lives. */
  repair?(folder: string): Promise<unknown>;
}
