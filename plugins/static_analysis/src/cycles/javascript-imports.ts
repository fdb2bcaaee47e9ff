import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { Surroundings } from '../language/surroundings.ts';
import type { SourceFile } from '../project/source-file.ts';
import { inRanges } from '../project/text-range.ts';
import { type ImportTime, MAX_IMPORTS_OF_FILE, type ModuleImport } from './module-import.ts';

/** Imports, re-exports, `import x = require()`, and calls of `import` and `require` with a literal. */
export function javascriptImports(file: SourceFile, root: SyntaxNode): readonly ModuleImport[] {
  const imports: ModuleImport[] = [];
  const declared = file.path.endsWith('.d.ts');
  const add = (source: SyntaxNode | null | undefined, time: ImportTime) => {
    const specifier = source === null || source === undefined ? undefined : literal(source);
    if (specifier === undefined || source === null || source === undefined || imports.length >= MAX_IMPORTS_OF_FILE)
      return;
    const line = source.startPosition.row + 1;
    imports.push({ language: 'javascript', specifier, line, time: declared ? 'type_only' : time });
  };
  for (const statement of root.descendantsOfType(['import_statement', 'export_statement'])) {
    const require = statement.namedChildren.find((child) => child.type === 'import_require_clause');
    const source = statement.childForFieldName('source') ?? require?.childForFieldName('source');
    add(source, isTypeOnly(statement) ? 'type_only' : 'load');
  }
  for (const { call, time } of importCalls(file, root)) add(call.childForFieldName('arguments')?.firstNamedChild, time);
  return imports;
}

function literal(source: SyntaxNode): string | undefined {
  if (source.type !== 'string' && source.type !== 'template_string') return undefined;
  const text = source.text;
  return text.length > 1_000 || /[$\\\n]/.test(text) ? undefined : text.slice(1, -1);
}

/** `import type …`, and `import { type A, type B }`, which compilers leave out as well. */
function isTypeOnly(statement: SyntaxNode): boolean {
  if (statement.child(1)?.type === 'type') return true;
  const clause = statement.namedChildren.find(
    (child) => child.type === 'import_clause' || child.type === 'export_clause',
  );
  const list = clause?.type === 'import_clause' ? onlyNamedImports(clause) : clause;
  const specifiers = list?.namedChildren.filter((child) => child.type.endsWith('_specifier')) ?? [];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.child(0)?.type === 'type');
}

/** The braces of an import clause that has nothing beside them. */
const onlyNamedImports = (clause: SyntaxNode): SyntaxNode | undefined =>
  clause.namedChildCount === 1 && clause.firstNamedChild?.type === 'named_imports' ? clause.firstNamedChild : undefined;

const kinds: Readonly<Record<string, 'function' | 'type'>> = {
  arrow_function: 'function',
  function_declaration: 'function',
  function_expression: 'function',
  generator_function: 'function',
  generator_function_declaration: 'function',
  method_definition: 'function',
  interface_declaration: 'type',
  type_alias_declaration: 'type',
  type_annotation: 'type',
  type_arguments: 'type',
  type_query: 'type',
};
const wanted = ['call_expression', ...Object.keys(kinds)];

/** Calls of `import` and `require`. The tree is asked only where the text has such a word. */
function importCalls(
  file: SourceFile,
  root: SyntaxNode,
): readonly { readonly call: SyntaxNode; readonly time: ImportTime }[] {
  const words = new Set<number>();
  for (const { index } of file.text.matchAll(/\b(?:import|require)(?=\s*\(\s*["'`])/g)) {
    if (!inRanges(index, file.lexed.comments)) words.add(index);
  }
  if (words.size === 0) return [];
  const around = new Surroundings<'function' | 'type'>();
  const calls: { readonly call: SyntaxNode; readonly time: ImportTime }[] = [];
  for (const node of root.descendantsOfType(wanted)) {
    const start = node.startIndex;
    around.moveTo(start);
    const kind = kinds[node.type];
    if (kind !== undefined) around.enter(kind, node);
    else if (words.has(start) && isDirectCall(node)) {
      const isDeferred = around.isIn('function') || file.text.startsWith('import', start);
      calls.push({ call: node, time: around.isIn('type') ? 'type_only' : isDeferred ? 'deferred' : 'load' });
    }
  }
  return calls;
}

/** `require('a')`, and not the outer call of `require('a')()` or `import('a').then()`, which begin at the same place. */
const isDirectCall = (call: SyntaxNode): boolean =>
  /^(?:identifier|import)$/.test(call.childForFieldName('function')?.type ?? '');
