import type { Capability } from './capability.ts';
import { declarationsOf } from './declarations.ts';
import { GrammarRuntime } from './grammar-runtime.ts';
import type { LanguageShape } from './language-shape.ts';

const MAX_PARSE_MS = 2_000;

/**
 * What the text of a file declares; `undefined` when it cannot be parsed in two seconds or breaks the parser, as text that
 * is made to do so can.
 */
export async function readDeclarations(
  text: string,
  shape: LanguageShape,
  file: string,
): Promise<Capability[] | undefined> {
  const runtime = await GrammarRuntime.withGrammar(shape.grammar);
  const end = performance.now() + MAX_PARSE_MS;
  try {
    const root = runtime.parse(text, shape.grammar, () => performance.now() > end);
    if (root === undefined) return undefined;
    const declarations = declarationsOf(root, shape, file);
    runtime.free();
    return declarations;
  } catch {
    // The stack of the WebAssembly module is over, by deep nesting: what it holds is undefined now.
    runtime.abandon();
    return undefined;
  }
}
