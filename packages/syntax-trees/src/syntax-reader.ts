import type { GrammarName } from './grammar-name.ts';
import { GrammarRuntime } from './grammar-runtime.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { webAssembly } from './web-assembly.ts';

/** Why a text has no syntax tree; `parse_limit` is time or memory. */
export type UnreadReason = 'nested_too_deeply' | 'parser_failed' | 'parse_limit';

export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'unread'; readonly reason: UnreadReason };

export interface TextToParse {
  readonly text: string;
  readonly grammar: GrammarName;
  /** How deep brackets nest, where it is known: what is too deep for the parser is then not tried. */
  readonly depth?: number;
}

/** Milliseconds that parsing may take. */
export interface ParseTimes {
  /** For one file. 300,000 lines of real code take 2 s together; a file that takes longer than this is made to. */
  readonly file: number;
  /** Spent in vain on all files of a scan; beyond, no more is parsed, or a folder of such files would take hours. */
  readonly inVain: number;
}

const ordinary: ParseTimes = { file: 8_000, inVain: 60_000 };
/** Brackets within brackets. Real code stays below 60; the stack of the parser's module holds some 5,000. */
const MAX_BRACKET_DEPTH = 500;
/** A failure costs a fresh instance of the module, some 0.1 s. */
const MAX_FAILURES = 10;

/**
 * Reads the syntax trees of one scan's files, of which some may be made to break the parser. The grammars that it loads, and
 * the memory of the parser, 32 to 256 MiB, stay with the thread for the next reader.
 */
export class SyntaxReader {
  readonly #times: ParseTimes;
  #failures = 0;
  #inVain = 0;

  constructor(times: ParseTimes = ordinary) {
    this.#times = times;
  }

  /**
   * Parses a text and shows its tree to `visit`, which must not keep any of it.
   * Never throws for what the text is; `visit`'s own errors pass through.
   */
  async read<Value>(
    { text, grammar, depth = 0 }: TextToParse,
    visit: (root: SyntaxNode) => Value,
  ): Promise<Reading<Value>> {
    if (depth > MAX_BRACKET_DEPTH) return { kind: 'unread', reason: 'nested_too_deeply' };
    if (this.#failures >= MAX_FAILURES) return { kind: 'unread', reason: 'parser_failed' };
    if (this.#inVain >= this.#times.inVain) return { kind: 'unread', reason: 'parse_limit' };
    const runtime = await GrammarRuntime.withGrammar(grammar);
    const begin = performance.now();
    const end = begin + this.#times.file;
    try {
      const root = runtime.parse(text, grammar, () => performance.now() > end);
      if (root === undefined) {
        this.#inVain += performance.now() - begin;
        return { kind: 'unread', reason: 'parse_limit' };
      }
      const value = visit(root);
      runtime.free();
      return { kind: 'read', value };
    } catch (error) {
      // A trap, or the stack of the machine itself: both come out of the module.
      if (!(error instanceof webAssembly.RuntimeError) && !(error instanceof RangeError)) {
        runtime.free();
        throw error;
      }
      this.#failures++;
      runtime.abandon();
      return { kind: 'unread', reason: 'parser_failed' };
    }
  }
}
