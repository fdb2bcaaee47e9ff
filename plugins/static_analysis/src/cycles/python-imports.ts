import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { Surroundings } from '../language/surroundings.ts';
import { type ImportTime, MAX_IMPORTS_OF_FILE, type ModuleImport } from './module-import.ts';

const wanted = ['import_statement', 'import_from_statement', 'function_definition', 'lambda', 'if_statement'];

/** `import a.b`, `from .a import b`; what `importlib` and `__import__` are asked for is not seen. */
export function pythonImports(root: SyntaxNode): readonly ModuleImport[] {
  const imports: ModuleImport[] = [];
  const around = new Surroundings<'deferred' | 'type_only'>();
  for (const node of root.descendantsOfType(wanted)) {
    if (imports.length >= MAX_IMPORTS_OF_FILE) break;
    // A keyword has the name of a node: `lambda`.
    if (!node.isNamed) continue;
    around.moveTo(node.startIndex);
    if (node.type === 'function_definition' || node.type === 'lambda') around.enter('deferred', node);
    else if (node.type === 'if_statement') enterCondition(node, around);
    else {
      const time = around.isIn('type_only') ? 'type_only' : around.isIn('deferred') ? 'deferred' : 'load';
      imports.push(...importsOf(node, time));
    }
  }
  return imports;
}

/** `TYPE_CHECKING` is false whenever a program runs, and `__name__ == "__main__"` whenever a module is imported. */
function enterCondition(conditional: SyntaxNode, around: Surroundings<'deferred' | 'type_only'>): void {
  const condition = conditional.childForFieldName('condition');
  if (condition === null || condition.endIndex - condition.startIndex > 100) return;
  const isTypes = /^(?:\w+\.)?TYPE_CHECKING$/.test(condition.text);
  if (!isTypes && !/^__name__\s*==\s*["']__main__["']$/.test(condition.text)) return;
  // Its first part only: an else part runs when the condition does not hold.
  const part = conditional.childForFieldName('consequence');
  if (part !== null) around.enter(isTypes ? 'type_only' : 'deferred', part);
}

function importsOf(statement: SyntaxNode, time: ImportTime): readonly ModuleImport[] {
  const line = statement.startPosition.row + 1;
  const names = statement.childrenForFieldName('name').map(writtenName);
  if (statement.type === 'import_statement') {
    return names.map((specifier) => ({ language: 'python', specifier, level: 0, names: [], line, time }));
  }
  const module = statement.childForFieldName('module_name')?.text.replaceAll(/\s+/g, '') ?? '';
  const level = /^\.*/.exec(module)?.[0].length ?? 0;
  return [{ language: 'python', specifier: module.slice(level), level, names, line, time }];
}

/** `b` of `b as c`, without white space. */
function writtenName(node: SyntaxNode): string {
  const name = node.type === 'aliased_import' ? node.childForFieldName('name') : node;
  return (name ?? node).text.slice(0, 500).replaceAll(/\s+/g, '');
}
