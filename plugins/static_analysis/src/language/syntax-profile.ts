import type { SyntaxNode } from '@codomyrmex/syntax-trees';

/**
 * What a node is to the flow of a function. A node can be several.
 *
 * | role | paths | cognitive | nests |
 * |---|---|---|---|
 * | `branch`: if, loop, catch | +1 | +1 and the nesting | yes |
 * | `elif`: an if in the else of another | +1 | | no |
 * | `else`: has an else part, or is one | | +1 | no |
 * | `switch` | | +1 and the nesting | yes |
 * | `case`: one that is not the default | +1 | | no |
 * | `ternary`: a condition within an expression | +1 | +1 and the nesting | no |
 * | `path`: any other fork | +1 | | no |
 * | `logical`: and, or, ?? | +1 | +1 unless `same` | no |
 * | `same`: its parent is the same operator | | | no |
 * | `jump`: goto, break or continue with a label | | +1 | no |
 *
 * `function` opens a function, `scope` a class or the like whose name stands before its functions' names,
 * `catch` marks the `branch` whose body is looked at for being empty.
 */
export type Role =
  | 'function'
  | 'scope'
  | 'branch'
  | 'elif'
  | 'else'
  | 'switch'
  | 'case'
  | 'ternary'
  | 'path'
  | 'logical'
  | 'same'
  | 'jump'
  | 'catch';

/** Gives a child a role that only its parent can tell. */
export type Mark = (child: SyntaxNode, role: 'elif' | 'else' | 'same') => void;

/** The roles of a node, where its type alone does not tell them. */
export type RolesOf = (node: SyntaxNode, mark: Mark) => readonly Role[];

/** How a language's syntax trees are read. */
export interface SyntaxProfile {
  /** By node type. */
  readonly roles: Readonly<Record<string, readonly Role[] | RolesOf>>;
  /** The written name of a `function` or `scope` node, or `undefined` for one without a name. */
  readonly nameOf: (node: SyntaxNode) => string | undefined;
  /** Parameters of a `function` node as a caller counts them: no receiver (`self`, `this`). */
  readonly parametersOf: (node: SyntaxNode) => number;
  /** The statements of a `catch` node, where the language has any. */
  readonly catchBody?: (node: SyntaxNode) => SyntaxNode | null;
  /** Statements that do nothing, such as `pass`. */
  readonly idleStatements?: ReadonlySet<string>;
  /**
   * What a place that the grammar cannot read means: `error` where the grammar is complete, `unsure` where a macro or an
   * extension may stand there.
   */
  readonly unreadable: 'error' | 'unsure';
}

const MAX_NAME = 120;

export function shortText(node: SyntaxNode): string {
  const text = node.text.slice(0, 1_000).replaceAll(/\s+/g, ' ');
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text;
}

/** The text of a node's field, cut where it is long. */
export function fieldText(node: SyntaxNode, field: string): string | undefined {
  const child = node.childForFieldName(field);
  return child === null ? undefined : shortText(child);
}

const none: ReadonlySet<string> = new Set();

/** Named children of a field that are not comments and not of the `besides` types. */
export function countChildren(node: SyntaxNode, field: string, besides: ReadonlySet<string> = none): number {
  const list = node.childForFieldName(field);
  return list === null ? 0 : list.namedChildren.filter((child) => !child.isExtra && !besides.has(child.type)).length;
}

/** A binary expression: `logical` with one of these operators; a chain of the same one is one sequence. */
export function logical(...operators: readonly string[]): RolesOf {
  const known = new Set(operators);
  const operatorOf = (node: SyntaxNode) => node.childForFieldName('operator')?.type ?? '';
  return (node, mark) => {
    const operator = operatorOf(node);
    if (!known.has(operator)) return [];
    for (const side of ['left', 'right']) {
      const child = node.childForFieldName(side);
      if (child?.type === node.type && operatorOf(child) === operator) mark(child, 'same');
    }
    return ['logical'];
  };
}

/** An if whose else part is a field of it, another if in the case of `else if`. */
export const ifWithAlternative: RolesOf = (node, mark) => {
  const alternative = node.childForFieldName('alternative');
  if (alternative === null) return ['branch'];
  if (alternative.type === node.type) mark(alternative, 'elif');
  return ['branch', 'else'];
};

/** An else part that is a node of its own around what follows `else`. */
export function elseClause(ifType: string): RolesOf {
  return (node, mark) => {
    const first = node.childForFieldName('body') ?? node.firstNamedChild;
    if (first?.type === ifType) mark(first, 'elif');
    return ['else'];
  };
}

/** A node that has the role only with a child in this field. */
export function withField(field: string, role: Role): RolesOf {
  return (node) => (node.childForFieldName(field) === null ? [] : [role]);
}

/** A node that has the role only with a named child that is no comment. */
export function withChild(role: Role): RolesOf {
  return (node) => (node.namedChildren.some((child) => !child.isExtra) ? [role] : []);
}
