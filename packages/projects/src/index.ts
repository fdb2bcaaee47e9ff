export type { ProjectDocuments } from './project-documents.ts';
export type { ScaffoldedProject, Scaffolder, ScaffoldReport, ScaffoldRequest } from './scaffolder.ts';
export type { TemplateDocumentation, TemplateQuestion, TemplateSummary } from './template-summary.ts';
