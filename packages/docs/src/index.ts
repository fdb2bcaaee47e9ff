/**
 * README and AGENTS documents from the facts of a project: generated in marked regions, and checked against what is there.
 * @module @codomyrmex/docs
 */
export { type Finding, type FindingCode, findingCodes } from './check/finding.ts';
export {
  type DocsConfiguration,
  docsConfigurationSchema,
  type Section,
  type Style,
} from './configuration/docs-configuration.ts';
export { readConfiguration } from './configuration/read-configuration.ts';
export {
  type CheckOptions,
  type CheckReport,
  DocumentationGenerator,
  type GeneratedDocument,
  type GenerateOptions,
  type GenerateReport,
  type GeneratorOptions,
} from './documentation-generator.ts';
export type { NewProject, NewProjectTemplate } from './documents/documents-of-new.ts';
export type { DocumentProblem } from './documents/plan.ts';
export { regionIds } from './sections/region-content.ts';
