import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { MAX_IMPORTS_OF_FILE } from '../cycles/module-import.ts';

/** An import of a language whose modules are not looked up here. */
export interface WrittenImport {
  readonly specifier: string;
  readonly line: number;
}

interface ImportForm {
  readonly types: readonly string[];
  /** What a node of one of these types imports; `undefined` where only a compiler could tell. */
  readonly specifierOf: (node: SyntaxNode) => string | undefined;
}

const MAX_SPECIFIER = 200;

const plain = (node: SyntaxNode | null | undefined): string | undefined =>
  node?.text
    .slice(0, MAX_SPECIFIER * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();

/** A statement without its keywords and its end: `import static a.B.*;` is `a.B.*`. */
const behind = (keywords: RegExp) => (node: SyntaxNode) => plain(node)?.replace(keywords, '').replace(/\s*;$/, '');

const cIncludes: ImportForm = {
  types: ['preproc_include'],
  specifierOf: (node) => {
    const path = node.childForFieldName('path');
    // `#include MACRO` has an identifier there.
    return path === null || path.type === 'identifier' ? undefined : plain(path);
  },
};

/** By language id. */
const forms: ReadonlyMap<string, ImportForm> = new Map([
  ['c', cIncludes],
  ['cpp', cIncludes],
  ['csharp', { types: ['using_directive'], specifierOf: behind(/^(?:global )?using (?:static )?(?:[\w@]+ ?= ?)?/) }],
  ['go', { types: ['import_spec'], specifierOf: (node) => plain(node.childForFieldName('path'))?.slice(1, -1) }],
  ['java', { types: ['import_declaration'], specifierOf: behind(/^import (?:static )?/) }],
  ['php', { types: ['namespace_use_declaration'], specifierOf: behind(/^use (?:function |const )?/i) }],
  [
    'rust',
    {
      types: ['use_declaration', 'extern_crate_declaration'],
      specifierOf: (node) => plain(node.childForFieldName('argument') ?? node.childForFieldName('name')),
    },
  ],
]);

export const hasImports = (language: string): boolean => forms.has(language);

/** The imports of a file in the order of its lines. */
export function writtenImports(language: string, root: SyntaxNode): readonly WrittenImport[] {
  const form = forms.get(language);
  if (form === undefined) return [];
  const imports: WrittenImport[] = [];
  for (const node of root.descendantsOfType([...form.types])) {
    if (imports.length >= MAX_IMPORTS_OF_FILE) break;
    const specifier = form.specifierOf(node)?.slice(0, MAX_SPECIFIER);
    if (specifier !== undefined && specifier !== '') imports.push({ specifier, line: node.startPosition.row + 1 });
  }
  return imports;
}
