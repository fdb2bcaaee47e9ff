import type { Node } from 'web-tree-sitter';
import type { SourceFile } from '../project/source-file.ts';
import { inRanges } from '../project/text-range.ts';
import { type ImportTime, MAX_IMPORTS_OF_FILE, type ModuleImport } from './module-import.ts';

/** Imports, re-exports, `import x = require()`, and calls of `import` and `require` with a literal. */
export function javascriptImports(file: SourceFile, root: Node): readonly ModuleImport[] {
  const imports: ModuleImport[] = [];
  const declared = file.path.endsWith('.d.ts');
  const add = (source: Node | null | undefined, time: ImportTime) => {
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
  for (const match of file.text.matchAll(/\b(?:import|require)(?=\s*\(\s*["'`])/g)) {
    if (imports.length >= MAX_IMPORTS_OF_FILE) break;
    if (inRanges(match.index, file.lexed.comments)) continue;
    const name = root.descendantForIndex(match.index, match.index + match[0].length - 1);
    const call = name?.parent;
    if (call?.type !== 'call_expression' || call.startIndex !== match.index) continue;
    add(call.childForFieldName('arguments')?.firstNamedChild, timeOfCall(call, match[0]));
  }
  return imports;
}

function literal(source: Node): string | undefined {
  if (source.type !== 'string' && source.type !== 'template_string') return undefined;
  const text = source.text;
  return text.length > 1_000 || /[$\\\n]/.test(text) ? undefined : text.slice(1, -1);
}

/** `import type …`, and `import { type A, type B }`, which compilers leave out as well. */
function isTypeOnly(statement: Node): boolean {
  if (statement.child(1)?.type === 'type') return true;
  const clause = statement.namedChildren.find(
    (child) => child.type === 'import_clause' || child.type === 'export_clause',
  );
  const list = clause?.type === 'import_clause' ? onlyNamedImports(clause) : clause;
  const specifiers = list?.namedChildren.filter((child) => child.type.endsWith('_specifier')) ?? [];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.child(0)?.type === 'type');
}

/** The braces of an import clause that has nothing beside them. */
const onlyNamedImports = (clause: Node): Node | undefined =>
  clause.namedChildCount === 1 && clause.firstNamedChild?.type === 'named_imports' ? clause.firstNamedChild : undefined;

const functions =
  /^(?:function_declaration|function_expression|generator_function|generator_function_declaration|arrow_function|method_definition)$/;
const types = /^(?:type_annotation|type_alias_declaration|type_query|type_arguments|interface_declaration)$/;
const MAX_CLIMB = 300;

function timeOfCall(call: Node, name: string): ImportTime {
  let inFunction = name === 'import';
  let at = call.parent;
  for (let climbed = 0; at !== null && climbed < MAX_CLIMB; climbed++) {
    if (types.test(at.type)) return 'type_only';
    inFunction ||= functions.test(at.type);
    if (inFunction && /_statement$|^lexical_declaration$/.test(at.type)) break;
    at = at.parent;
  }
  return inFunction ? 'deferred' : 'load';
}
