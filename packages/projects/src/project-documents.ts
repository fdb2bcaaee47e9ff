import type { ScaffoldedProject } from './scaffolder.ts';
import type { TemplateSummary } from './template-summary.ts';

/** Who writes the README and AGENTS documents of a new project. */
export interface ProjectDocuments {
  /** Text by path relative to the project's folder. */
  documentsOf(project: ScaffoldedProject, template: TemplateSummary): Promise<ReadonlyMap<string, string>>;
  /** Adds what is told of the files of the project, which stands at `folder`; when it throws there is no project. */
  complete?(folder: string): Promise<void>;
}
