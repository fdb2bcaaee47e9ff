import type { Node } from 'web-tree-sitter';
import { type ImportTime, MAX_IMPORTS_OF_FILE, type ModuleImport } from './module-import.ts';

/** `import a.b`, `from .a import b`; what `importlib` and `__import__` are asked for is not seen. */
export function pythonImports(root: Node): readonly ModuleImport[] {
  const imports: ModuleImport[] = [];
  for (const statement of root.descendantsOfType(['import_statement', 'import_from_statement'])) {
    if (imports.length >= MAX_IMPORTS_OF_FILE) break;
    const line = statement.startPosition.row + 1;
    const time = timeOf(statement);
    const names = statement.childrenForFieldName('name').map(writtenName);
    if (statement.type === 'import_statement') {
      for (const specifier of names) imports.push({ language: 'python', specifier, level: 0, names: [], line, time });
      continue;
    }
    const module = statement.childForFieldName('module_name')?.text.replaceAll(/\s+/g, '') ?? '';
    const level = /^\.*/.exec(module)?.[0].length ?? 0;
    imports.push({ language: 'python', specifier: module.slice(level), level, names, line, time });
  }
  return imports;
}

/** `b` of `b as c`, without white space. */
function writtenName(node: Node): string {
  const name = node.type === 'aliased_import' ? node.childForFieldName('name') : node;
  return (name ?? node).text.slice(0, 500).replaceAll(/\s+/g, '');
}

const MAX_CLIMB = 300;

function timeOf(statement: Node): ImportTime {
  let within: Node = statement;
  let at = statement.parent;
  let time: ImportTime = 'load';
  for (let climbed = 0; at !== null && climbed < MAX_CLIMB; climbed++) {
    if (at.type === 'function_definition' || at.type === 'lambda') time = 'deferred';
    const condition = conditionAround(at, within);
    if (/^(?:\w+\.)?TYPE_CHECKING$/.test(condition)) return 'type_only';
    if (/^__name__\s*==\s*["']__main__["']$/.test(condition)) time = 'deferred';
    within = at;
    at = at.parent;
  }
  return time;
}

/**
 * The condition under which a part of an `if` runs, where it is its first part: `TYPE_CHECKING` is false whenever a
 * program runs, and `__name__ == "__main__"` whenever a module is imported.
 */
function conditionAround(at: Node, part: Node): string {
  if (at.type !== 'if_statement' || at.childForFieldName('consequence')?.id !== part.id) return '';
  return at.childForFieldName('condition')?.text.slice(0, 100) ?? '';
}
