import type { Node } from 'web-tree-sitter';
import { GrammarRuntime } from './grammar-runtime.ts';
import type { GrammarName } from './syntax-profile.ts';
import { webAssembly } from './web-assembly.ts';

/** Why a file has no syntax tree. */
export type UnreadReason = 'nested_too_deeply' | 'parser_failed' | 'took_too_long';

export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'unread'; readonly reason: UnreadReason };

/** For one file. 300,000 lines of real code take 2 s together; a file that takes longer than this is made to. */
const MAX_MILLISECONDS = 3_000;
/** Brackets within brackets. Real code stays below 60; the module's stack holds some 5,000. */
const MAX_BRACKET_DEPTH = 500;
/** An instance of the module that failed keeps its memory. */
const MAX_FAILURES = 3;

export async function loadGrammar(name: GrammarName): Promise<void> {
  const runtime = await GrammarRuntime.current();
  await runtime.load(name);
}

export interface TextToParse {
  readonly text: string;
  readonly grammar: GrammarName;
  /** How deep brackets nest, by the lexer. */
  readonly depth: number;
}

/**
 * Parses a text and shows its tree to `visit`, which must not keep any of it.
 * Never throws for what the text is; `visit`'s own errors pass through.
 */
export async function readSyntax<Value>(
  { text, grammar, depth }: TextToParse,
  visit: (root: Node) => Value,
): Promise<Reading<Value>> {
  if (depth > MAX_BRACKET_DEPTH) return { kind: 'unread', reason: 'nested_too_deeply' };
  if (GrammarRuntime.failures >= MAX_FAILURES) return { kind: 'unread', reason: 'parser_failed' };
  const runtime = await GrammarRuntime.current();
  await runtime.load(grammar);
  try {
    const value = visitTree(runtime, { text, grammar }, visit);
    return value === undefined ? { kind: 'unread', reason: 'took_too_long' } : { kind: 'read', value: value.of };
  } catch (error) {
    if (!(error instanceof webAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
    runtime.leave();
    return { kind: 'unread', reason: 'parser_failed' };
  }
}

function visitTree<Value>(
  runtime: GrammarRuntime,
  { text, grammar }: Pick<TextToParse, 'text' | 'grammar'>,
  visit: (root: Node) => Value,
): { readonly of: Value } | undefined {
  const parser = runtime.parser(grammar);
  const end = performance.now() + MAX_MILLISECONDS;
  const tree = parser?.parse(text, null, { progressCallback: () => performance.now() > end });
  if (tree === null || tree === undefined) {
    parser?.reset();
    return undefined;
  }
  runtime.tree = tree;
  const of = visit(tree.rootNode);
  // Not in a `finally`: behind a failure of the module, freeing would fail again.
  tree.delete();
  return { of };
}
