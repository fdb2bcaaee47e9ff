import type { Problem } from '@codomyrmex/core';
import type { LoadedTemplate, TemplateFile, TemplateOrigin } from './loaded-template.ts';
import { pathPattern } from './path-pattern.ts';
import { invalidTemplate, parseTemplateDefinition } from './template-definition.ts';

/** The entries of a template's folder, wherever it is: by path with slashes below it. */
export type TemplateTree = ReadonlyMap<string, TreeEntry>;

export interface TreeEntry {
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

/** Of a whole template; it is held in memory. */
export const treeLimits = { files: 2_000, fileBytes: 16 * 1024 * 1024, bytes: 64 * 1024 * 1024, depth: 32 } as const;

export const definitionFiles: readonly string[] = ['template.json', 'template.yaml', 'template.yml'];
const TREE = 'files/';
const SUFFIX = '.liquid';

/**
 * Makes a template of the entries of its folder.
 * @param place the folder, for messages
 * @throws DefinitionError INVALID_TEMPLATE.
 */
export function templateOf(tree: TemplateTree, place: string, origin: TemplateOrigin): LoadedTemplate {
  const name = definitionFiles.find((file) => tree.has(file));
  const entry = name === undefined ? undefined : tree.get(name);
  if (name === undefined || entry === undefined) {
    const message = `it has no ${definitionFiles.slice(0, 2).join(' or ')}`;
    throw invalidTemplate(place, [{ code: 'no_definition', message, path: '', file: place }]);
  }
  const file = `${place}/${name}`;
  const definition = parseTemplateDefinition(Buffer.from(entry.bytes).toString('utf8'), file);
  const files = [...tree].filter(([path]) => path.startsWith(TREE)).map(([path, found]) => fileOf(path, found));
  return { definition, origin, file, files: [...files, ...copiedFiles(tree, definition.copiedFiles, file)] };
}

function fileOf(place: string, { bytes, isExecutable }: TreeEntry): TemplateFile {
  const path = place.slice(TREE.length);
  const isRendered = path.endsWith(SUFFIX);
  const target = (isRendered ? path.slice(0, -SUFFIX.length) : path)
    .split('/')
    .map((segment) => segment.replace(/^dot_(?=.)/, '.'))
    .join('/');
  return { place, target, bytes, isExecutable, isRendered };
}

/** What the existing system's `template_files` mean: files that a glob finds go, under their own names, into a folder. */
function copiedFiles(
  tree: TemplateTree,
  rules: readonly { readonly pattern: string; readonly folder: string }[],
  file: string,
): readonly TemplateFile[] {
  const problems: Problem[] = [];
  const copied = rules.flatMap(({ pattern, folder }): readonly TemplateFile[] => {
    const means = pathPattern(pattern);
    const found = [...tree].filter(([path]) => means(path) && !definitionFiles.includes(path));
    if (found.length === 0 && !/[*?{]/.test(pattern)) {
      problems.push({
        code: 'no_file',
        message: `the template has no file ${pattern}`,
        path: `template_files.${pattern}`,
        file,
      });
    }
    return found.map(([place, entry]) => {
      const name = place.slice(place.lastIndexOf('/') + 1);
      return { place, target: folder === '' ? name : `${folder}/${name}`, ...entry, isRendered: false };
    });
  });
  if (problems.length > 0) throw invalidTemplate(file, problems);
  return copied;
}
