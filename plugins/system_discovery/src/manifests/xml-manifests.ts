import { SaxesParser } from 'saxes';
import type { ManifestReader } from './manifest.ts';

const MAX_DEPTH = 100;

interface Element {
  /** Names from the outermost to this element, joined by `/`. */
  readonly path: string;
  readonly text: string;
}

export const maven: ManifestReader = (text) => {
  const facts = new Map<string, string>();
  const dependencies = { run: 0, develop: 0 };
  let scope = 'compile';
  readElements(text, (element) => {
    if (element.path === 'project/dependencies/dependency/scope') scope = element.text;
    if (element.path === 'project/dependencies/dependency') {
      dependencies[scope === 'test' || scope === 'provided' ? 'develop' : 'run'] += 1;
      scope = 'compile';
    }
    if (element.text !== '') facts.set(element.path, element.text);
  });
  const group = facts.get('project/groupId') ?? facts.get('project/parent/groupId');
  const artifact = facts.get('project/artifactId');
  return {
    name: group === undefined ? artifact : `${group}:${artifact ?? ''}`,
    version: facts.get('project/version') ?? facts.get('project/parent/version'),
    license: facts.get('project/licenses/license/name'),
    dependencies: dependencies.run,
    dev_dependencies: dependencies.develop,
  };
};

export const dotnet: ManifestReader = (text) => {
  const facts = new Map<string, string>();
  let dependencies = 0;
  readElements(text, ({ path, text: inside }) => {
    if (path === 'Project/ItemGroup/PackageReference') dependencies += 1;
    const property = /^Project\/PropertyGroup\/(\w+)$/.exec(path)?.[1];
    if (property !== undefined && inside !== '') facts.set(property, inside);
  });
  return {
    name: facts.get('PackageId') ?? facts.get('AssemblyName'),
    version: facts.get('Version') ?? facts.get('VersionPrefix'),
    license: facts.get('PackageLicenseExpression'),
    dependencies,
  };
};

/** Calls `ended` for every element when it ends. Entities that a document defines itself are an error, not expanded. */
function readElements(text: string, ended: (element: Element) => void): void {
  const parser = new SaxesParser();
  const open: { path: string; text: string }[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) throw new Error(`elements are nested deeper than ${MAX_DEPTH}`);
    const outer = open.at(-1);
    open.push({ path: outer === undefined ? tag.name : `${outer.path}/${tag.name}`, text: '' });
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element !== undefined && element.text.length < 200) element.text += part.slice(0, 200);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) ended({ ...element, text: element.text.trim() });
  });
  parser.write(text).close();
}
