import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { didYouMean, NotFoundError } from '@codomyrmex/core';
import type { LoadedTemplate } from './loaded-template.ts';
import { parseTemplateDefinition, type TemplateDefinition } from './template-definition.ts';
import { readTemplateFolder } from './template-folder.ts';
import { definitionFiles, type TemplateTree, templateOf } from './template-tree.ts';

/** Where templates have names. */
export interface TemplateFolders {
  /** Of the templates that come with this package, unless given. */
  readonly shippedFolder?: string | undefined;
  /** Of those of the user. */
  readonly templatesDir?: string | undefined;
}

/** A template that has a name here, not yet read whole. */
export interface NamedTemplate {
  readonly name: string;
  readonly isShipped: boolean;
  /** Of its description. */
  readonly file: string;
  /** Of its files; `undefined` where the description stands alone, as in the existing system. */
  readonly folder: string | undefined;
}

const { resolve } = createRequire(import.meta.url);

/** Of this package, wherever its code was built to. */
const shippedTemplates = join(dirname(resolve('@codomyrmex/projects/package.json')), 'templates');

/** Every template that has a name, sorted; of two with one name that which comes with this package. */
export async function namedTemplates({
  shippedFolder,
  templatesDir,
}: TemplateFolders): Promise<readonly NamedTemplate[]> {
  const shipped = await templatesIn(shippedFolder ?? shippedTemplates, true);
  const own = templatesDir === undefined ? [] : await templatesIn(templatesDir, false);
  const found = new Map([...own, ...shipped].map((template) => [template.name, template]));
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function templatesIn(root: string, isShipped: boolean): Promise<readonly NamedTemplate[]> {
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const whole = folders.flatMap((name): readonly NamedTemplate[] => {
    const file = definitionFiles.map((one) => join(root, name, one)).find((one) => existsSync(one));
    return file === undefined ? [] : [{ name, isShipped, file, folder: join(root, name) }];
  });
  const taken = new Set(whole.map(({ name }) => name));
  const alone = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => entry.name.slice(0, -'.json'.length))
    .filter((name) => !taken.has(name))
    .map((name) => ({
      name,
      isShipped,
      file: join(root, `${name}.json`),
      folder: folders.includes(name) ? join(root, name) : undefined,
    }));
  return [...whole, ...alone];
}

/** What it says of itself. @throws DefinitionError INVALID_TEMPLATE. */
export const definitionOf = async ({ file }: NamedTemplate): Promise<TemplateDefinition> =>
  parseTemplateDefinition(await readFile(file, 'utf8'), file);

/** @throws NotFoundError TEMPLATE_NOT_FOUND · DefinitionError INVALID_TEMPLATE. */
export async function namedTemplate(name: string, folders: TemplateFolders): Promise<LoadedTemplate> {
  const found = await findNamed(name, folders);
  const tree: TemplateTree = found.folder === undefined ? new Map() : await readTemplateFolder(found.folder);
  if (definitionFiles.some((file) => tree.has(file))) return templateOf(tree, found.folder ?? '', { source: name });
  const description = { bytes: await readFile(found.file), isExecutable: false };
  return templateOf(new Map([...tree, ['template.json', description]]), found.folder ?? found.file, { source: name });
}

/** @throws NotFoundError TEMPLATE_NOT_FOUND. */
async function findNamed(name: string, folders: TemplateFolders): Promise<NamedTemplate> {
  const all = await namedTemplates(folders);
  const found = all.find((template) => template.name === name);
  if (found !== undefined) return found;
  const names = all.map((template) => template.name);
  const known = names.length === 0 ? 'No template has a name here.' : `The templates are ${names.join(', ')}.`;
  throw templateNotFound(name, 'no template has this name', [didYouMean(name, names) ?? known]);
}

export const templateNotFound = (template: string, why: string, suggestions: readonly string[]): NotFoundError =>
  new NotFoundError(`there is no template ${JSON.stringify(template)}: ${why}`, {
    code: 'TEMPLATE_NOT_FOUND',
    details: { template },
    suggestions: [
      ...suggestions,
      'codomyrmex template list tells them all; a path, npm:name@1.2.3 and git:url#commit work too.',
    ],
  });
