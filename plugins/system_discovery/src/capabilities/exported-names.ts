import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import type { ExportRule } from './language-shape.ts';

/** Whether declarations of a file can be used from elsewhere, as its language says it. */
export class ExportedNames {
  readonly #rule: ExportRule;
  /** Names that a list of the file exports: `export { a }`, `__all__`. */
  readonly #listed: ReadonlySet<string> | undefined;

  constructor(root: SyntaxNode, rule: ExportRule) {
    this.#rule = rule;
    this.#listed = listedNames(root, rule);
  }

  has(node: SyntaxNode, name: string, container: string | null): boolean {
    switch (this.#rule) {
      case 'always':
        return true;
      case 'underscore':
        return container === null && this.#listed !== undefined ? this.#listed.has(name) : !/^_(?!_\w+__$)/.test(name);
      case 'capital':
        return /^\p{Lu}/u.test(name);
      case 'pub':
        return node.namedChildren.some((child) => child?.type === 'visibility_modifier');
      case 'public':
        return /\bpublic\b/.test(modifiersOf(node)) || isInInterface(node);
      case 'not_private':
        return !/\b(?:private|protected)\b/.test(modifiersOf(node));
      case 'export_statement':
        return node.type === 'method_definition'
          ? !name.startsWith('#') && !/\b(?:private|protected)\b/.test(modifiersOf(node))
          : isExported(node) || (container === null && (this.#listed?.has(name) ?? false));
    }
  }
}

const modifiersOf = (node: SyntaxNode): string =>
  node.namedChildren
    .filter((child) => /modifier/.test(child?.type ?? ''))
    .map((child) => child?.text.slice(0, 200) ?? '')
    .join(' ');

/** What an interface of Java or C# asks for is public without saying so. */
function isInInterface({ parent }: SyntaxNode): boolean {
  return parent?.parent?.type === 'interface_declaration';
}

function isExported(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.type === 'export_statement') return true;
    if (!/^(?:lexical_declaration|variable_declaration)$/.test(outer.type)) return false;
  }
  return false;
}

function listedNames(root: SyntaxNode, rule: ExportRule): ReadonlySet<string> | undefined {
  if (rule === 'export_statement') return new Set(root.namedChildren.flatMap((child) => scriptNames(child)));
  if (rule !== 'underscore') return undefined;
  const lists = root.namedChildren.flatMap((child) => {
    const assignment = child?.type === 'expression_statement' ? child.firstNamedChild : undefined;
    return assignment?.type === 'assignment' && assignment.childForFieldName('left')?.text === '__all__'
      ? [assignment.childForFieldName('right')?.text.slice(0, 100_000) ?? '']
      : [];
  });
  if (lists.length === 0) return undefined;
  return new Set(
    lists.flatMap((list) => Array.from(list.matchAll(/["']([^"'\n]{1,200})["']/g), ([, name = '']) => name)),
  );
}

/** `export { a, b as c }` and `export default a`, not what is passed on from another module. */
function scriptNames(statement: SyntaxNode | null): string[] {
  if (statement?.type !== 'export_statement' || statement.childForFieldName('source') !== null) return [];
  const value = statement.childForFieldName('value');
  if (value?.type === 'identifier') return [value.text];
  return statement.namedChildren
    .filter((child) => child?.type === 'export_clause')
    .flatMap((clause) => clause?.namedChildren ?? [])
    .flatMap((specifier) => specifier?.childForFieldName('name')?.text ?? []);
}
