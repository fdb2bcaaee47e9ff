import type { DocsConfiguration } from '../configuration/docs-configuration.ts';
import type { ProjectFacts } from '../facts/project-facts.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import type { ReadTemplate } from './find-template.ts';

/** What documents are planned from. */
export interface PlanRequest {
  readonly tree: ProjectTree;
  readonly facts: ProjectFacts;
  readonly configuration: DocsConfiguration;
  readonly readTemplate: ReadTemplate;
  /** Documents that are there without regions get them at their end. */
  readonly adopt: boolean;
}
