import { stringify } from 'yaml';
import { CONFIGURATION } from '../configuration/read-configuration.ts';
import { described, type Identity } from '../facts/project-facts.ts';
import { templateOfNew } from './built-in-templates.ts';
import { documentAt, type ProjectDocument } from './document.ts';
import { findTemplate, type ReadTemplate } from './find-template.ts';
import { fillPlaceholders } from './placeholders.ts';
import { templateValues } from './template-values.ts';

/** What is known of a project while it is made; `ScaffoldedProject` of `@codomyrmex/projects` is one. */
export interface NewProject {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly author: string;
  readonly version: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
}

/** What its template says of documents; `TemplateSummary` of `@codomyrmex/projects` is one. */
export interface NewProjectTemplate {
  readonly name: string;
  readonly documentation: { readonly nestedDocs: readonly string[]; readonly linksEnabled: boolean };
}

/**
 * README.md and AGENTS.md for the root of a new project and for each of the folders that its template names, by path, and the
 * configuration that names the same folders. A folder that leaves the project has none.
 */
export async function documentsOfNew(
  project: NewProject,
  template: NewProjectTemplate,
  read: ReadTemplate,
): Promise<ReadonlyMap<string, string>> {
  const identity: Identity = {
    name: project.name,
    type: project.type,
    description: project.description || described(project.type),
    version: project.version,
    author: project.author,
    createdAt: project.created_at,
    template: template.name,
  };
  const { nestedDocs, linksEnabled } = template.documentation;
  const folders = [...new Set(nestedDocs.map(foldered).filter((folder) => folder !== undefined))];
  const documents: ProjectDocument[] = ['', ...folders].flatMap((folder) => [
    documentAt('README', folder),
    documentAt('AGENTS', folder),
  ]);
  const texts = new Map<string, string>();
  for (const document of documents) {
    const custom = await findTemplate(document, template.name, read);
    const text = custom?.text.replaceAll('\r\n', '\n') ?? templateOfNew(document);
    const filled = fillPlaceholders(text, templateValues(document, identity, { folders, linksEnabled })).text;
    texts.set(document.path, custom === undefined ? tidy(filled) : filled);
  }
  texts.set(CONFIGURATION, configurationText(folders));
  return texts;
}

/** So that the first check finds the documents that the template names, and misses no others. */
function configurationText(folders: readonly string[]): string {
  return `# What codomyrmex docs writes and checks here.\n${stringify({ folders: { include: folders, packages: false } })}`;
}

/** A folder of the project, as `data/raw`; `undefined` for anything else. */
function foldered(written: string): string | undefined {
  const folder = written.replace(/^\.\//, '').replace(/\/+$/, '');
  const isFolder =
    /^[^/\\\0:]+(?:\/[^/\\\0:]+)*$/.test(folder) && !folder.split('/').some((name) => name === '.' || name === '..');
  return isFolder ? folder : undefined;
}

/** Lines that a value without text has left empty. */
const tidy = (text: string): string => text.replace(/\n{3,}/g, '\n\n');
