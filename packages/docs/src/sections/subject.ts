import type { DocsConfiguration } from '../configuration/docs-configuration.ts';
import type { PackageFacts } from '../facts/package-facts.ts';
import type { ProjectFacts } from '../facts/project-facts.ts';
import type { ProjectTree } from '../tree/project-tree.ts';

/** What a text is about, and where it stands. */
export interface Subject {
  readonly tree: ProjectTree;
  readonly facts: ProjectFacts;
  readonly configuration: DocsConfiguration;
  /** Of the document, relative to the project. */
  readonly file: string;
  /** That it tells of; '' for the whole project. */
  readonly folder: string;
  /** The packages right in that folder. */
  readonly packages: readonly PackageFacts[];
}

/** A section in Markdown without its heading; an empty body when there is nothing to tell. */
export interface Told {
  readonly title: string;
  readonly body: string;
}

export function packagesIn({ root, packages }: ProjectFacts, folder: string): readonly PackageFacts[] {
  return folder === '' ? root : packages.filter((one) => one.folder === folder);
}

export const isForAgents = ({ file }: Pick<Subject, 'file'>): boolean => /(?:^|\/)AGENTS\.md$/i.test(file);
