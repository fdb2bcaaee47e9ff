/**
 * Syntax trees of source code, read within limits.
 * @module @codomyrmex/syntax-trees
 */
export { type GrammarName, grammarNames } from './grammar-name.ts';
export { parserVersion } from './parser-version.ts';
export type { SyntaxNode, SyntaxPoint } from './syntax-node.ts';
export { type ParseTimes, type Reading, SyntaxReader, type TextToParse, type UnreadReason } from './syntax-reader.ts';
