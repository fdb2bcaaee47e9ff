/**
 * Software projects with a life: their files, archives, dependencies, and the templates that they are made from.
 * @module @codomyrmex/projects
 */
export type { Affected } from './project/affected-projects.ts';
export type { ArchivedProject } from './project/archive-project.ts';
export type { LeftOut } from './project/archive-writer.ts';
export type { PlannedProject } from './project/create-project.ts';
export type { DeleteOptions } from './project/delete-project.ts';
export { type Dependent, dependencyOrder, type OrderedProject } from './project/dependency-order.ts';
export { diskFiles } from './project/disk-files.ts';
export type { Milestone, Project, UnusableProject } from './project/project.ts';
export { projectDocument } from './project/project-document.ts';
export type { FileKind, FileText, FolderEntry, ProjectFiles } from './project/project-files.ts';
export { ProjectManager } from './project/project-manager.ts';
export type { ProjectManagerPorts } from './project/project-manager-ports.ts';
export type { ProjectChanges, ProjectOptions } from './project/project-options.ts';
export { type ProjectRun, type RunOutcome, type RunWorkflow, workflowsFolder } from './project/project-runs.ts';
export {
  type ProjectInfo,
  type ProjectStatusView,
  type ProjectsSummary,
  projectInfo,
  projectStatusDocument,
  projectsSummaryDocument,
} from './project/project-views.ts';
export type {
  OrderedRun,
  ProjectsOutcome,
  ProjectsPlan,
  ProjectsRun,
  ProjectsRunOptions,
  RunProjects,
} from './project/projects-run.ts';
export type { ProjectDocuments } from './project-documents.ts';
export type { ScaffoldedProject, Scaffolder, ScaffoldReport, ScaffoldRequest } from './scaffolder.ts';
export type { TemplateDocumentation, TemplateQuestion, TemplateSummary } from './template-summary.ts';
export { fileDiff } from './templates/file-diff.ts';
export type { LoadedTemplate, TemplateFile, TemplateOrigin } from './templates/loaded-template.ts';
export {
  type FetchedPackage,
  type FetchPackage,
  type OpenOptions,
  openTemplate,
  type TemplatePlaces,
} from './templates/open-template.ts';
export { planScaffold, type ScaffoldValues } from './templates/plan-scaffold.ts';
export { hasDrift, type ProjectDrift } from './templates/project-drift.ts';
export { ScaffoldError } from './templates/scaffold-error.ts';
export type { PlannedFile, ScaffoldPlan } from './templates/scaffold-plan.ts';
export type { TemplateRecord } from './templates/template-record.ts';
export {
  type CatalogueEntry,
  type DriftOptions,
  type ScaffoldPreview,
  TemplateScaffolder,
  type UpdateReport,
  type UpdateRequest,
} from './templates/template-scaffolder.ts';
export type { ConflictStyle } from './templates/update-changes.ts';
export {
  type ConflictReason,
  conflictsOf,
  type FileConflict,
  type FileUpdate,
  isUpToDate,
  type StandingFile,
  type UpdatePlan,
  type WrittenFile,
} from './templates/update-plan.ts';
export type { WantedTemplate } from './templates/update-source.ts';
