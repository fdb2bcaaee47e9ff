/** A place in a text, counted from zero; columns are in UTF-16 code units. */
export interface SyntaxPoint {
  readonly row: number;
  readonly column: number;
}

/**
 * One node of a syntax tree, good while the visit lasts that it was shown to.
 *
 * What is said here is the part of `web-tree-sitter`'s node that holds for every release of it: its own declarations need
 * types of Emscripten, which a program that uses this package would have to install.
 */
export interface SyntaxNode {
  /** The same for one node of one tree, however often it is asked for. */
  readonly id: number;
  /** As the grammar calls it: `function_declaration`, or the text of what is not named, such as `(`. */
  readonly type: string;
  readonly text: string;
  /** Where it begins in the text, in UTF-16 code units. */
  readonly startIndex: number;
  /** Where what follows it begins. */
  readonly endIndex: number;
  readonly startPosition: SyntaxPoint;
  readonly endPosition: SyntaxPoint;
  readonly isNamed: boolean;
  /** What may stand anywhere, as comments do. */
  readonly isExtra: boolean;
  /** Added by the parser, which could not go on without it. */
  readonly isMissing: boolean;
  /** In this or below it something could not be parsed. */
  readonly hasError: boolean;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  readonly namedChildren: readonly SyntaxNode[];
  readonly namedChildCount: number;
  readonly firstChild: SyntaxNode | null;
  readonly firstNamedChild: SyntaxNode | null;
  readonly lastNamedChild: SyntaxNode | null;
  readonly previousNamedSibling: SyntaxNode | null;
  child(index: number): SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
  childrenForFieldName(name: string): readonly SyntaxNode[];
  /** This and what lies below it of these types, in the order of the text. */
  descendantsOfType(types: string | string[]): readonly SyntaxNode[];
}
