import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { fieldText } from '../language/syntax-profile.ts';
import type { SymbolKind } from './symbol-kinds.ts';

/** What a node declares. */
export interface Declared {
  /** `holder` is listed as nothing and only names what stands in it: an `impl` of Rust. */
  readonly kind: SymbolKind | 'holder';
  readonly name: string;
  /** Where the name itself says what it belongs to: the receiver of Go, `Shape` of `Shape::area`. */
  readonly container?: string | undefined;
}

/** What a node of a type declares: a kind, named by its field `name`, or what the node has to be asked for. */
export type SymbolRule = SymbolKind | ((node: SyntaxNode) => Declared | undefined);

/** By node type. */
export type SymbolRules = Readonly<Record<string, SymbolRule>>;

/** What a node declares by its rule; `undefined` for what has no name. */
export function declaredBy(rule: SymbolRule, node: SyntaxNode): Declared | undefined {
  if (typeof rule === 'function') return rule(node);
  const name = fieldText(node, 'name');
  return name === undefined ? undefined : { kind: rule, name };
}

/** A kind for nodes that have this field, such as a class with a body; without it they only mention it. */
export function withField(field: string, kind: SymbolKind): SymbolRule {
  return (node) => (node.childForFieldName(field) === null ? undefined : declaredBy(kind, node));
}

/** A kind for nodes whose name a profile finds. */
export function namedBy(nameOf: (node: SyntaxNode) => string | undefined, kind: SymbolKind | 'holder'): SymbolRule {
  return (node) => {
    const name = nameOf(node);
    return name === undefined ? undefined : { kind, name };
  };
}
