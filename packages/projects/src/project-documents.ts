import type { ScaffoldedProject } from './scaffolder.ts';
import type { TemplateSummary } from './template-summary.ts';

/** Who writes the README and AGENTS documents of a new project: text by path relative to its folder. */
export interface ProjectDocuments {
  documentsOf(project: ScaffoldedProject, template: TemplateSummary): Promise<ReadonlyMap<string, string>>;
}
