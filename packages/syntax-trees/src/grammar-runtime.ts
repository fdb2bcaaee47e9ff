import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Parser, Tree } from 'web-tree-sitter';
import type { GrammarName } from './grammar-name.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { type WebAssemblyMemory, webAssembly } from './web-assembly.ts';

type TreeSitter = typeof import('web-tree-sitter');

const require = createRequire(import.meta.url);
const PAGE = 64 * 1024;
const INITIAL_PAGES = 512;
const MAX_PAGES = 4_096;
/** The trees of a file of 1 MiB take 20 to 60 MiB; ambiguous garbage takes all it gets, until it is stopped here. */
const ENOUGH_BYTES = 3_072 * PAGE;

/**
 * One instance of the tree-sitter WebAssembly module with the grammars it has loaded.
 *
 * Deep nesting overflows the stack of the module (seen with the grammars of PHP, TypeScript, Java and Go). That throws,
 * and what the instance holds is then undefined: it has to be abandoned for a fresh one.
 */
export class GrammarRuntime {
  static #current: GrammarRuntime | undefined;

  readonly #module: TreeSitter;
  readonly #memory: WebAssemblyMemory;
  readonly #parsers = new Map<GrammarName, Parser>();
  #tree: Tree | undefined;

  private constructor(module: TreeSitter, memory: WebAssemblyMemory) {
    this.#module = module;
    this.#memory = memory;
  }

  /** The instance of this thread, with a grammar loaded; what it has loaded stays for the next action. */
  static async withGrammar(name: GrammarName): Promise<GrammarRuntime> {
    const runtime = GrammarRuntime.#current ?? (await GrammarRuntime.#fresh());
    GrammarRuntime.#current ??= runtime;
    // Another scan of this thread may break and abandon it meanwhile: then what it says does not matter.
    if (!runtime.#parsers.has(name)) {
      await runtime.#load(name).catch((error: unknown) => {
        if (GrammarRuntime.#current === runtime) throw error;
      });
    }
    return GrammarRuntime.#current === runtime ? runtime : GrammarRuntime.withGrammar(name);
  }

  static async #fresh(): Promise<GrammarRuntime> {
    const path = require.resolve('web-tree-sitter');
    // The CommonJS build, because a module can be taken out of its cache and loaded anew.
    delete require.cache[path];
    // `require` cannot know what it loads: the type is the package's own.
    const module = require(path) as TreeSitter;
    const memory = new webAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAX_PAGES });
    // Emscripten prints what it throws as well.
    await module.Parser.init({ wasmMemory: memory, print: () => undefined, printErr: () => undefined });
    return new GrammarRuntime(module, memory);
  }

  /** The root of a text's tree, good until {@link free}; `undefined` when `isOver` said so or the tree grew too large. */
  parse(text: string, grammar: GrammarName, isOver: () => boolean): SyntaxNode | undefined {
    const parser = this.#parsers.get(grammar);
    if (parser === undefined) throw new Error(`the grammar ${grammar} is not loaded`);
    const before = this.#memory.buffer.byteLength;
    const isTooLarge = () => this.#memory.buffer.byteLength > Math.max(before, ENOUGH_BYTES);
    const tree = parser.parse(text, null, { progressCallback: () => isOver() || isTooLarge() });
    if (tree === null) {
      parser.reset();
      return undefined;
    }
    this.#tree = tree;
    return tree.rootNode;
  }

  /** Frees the tree of the last parse. */
  free(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  /** Gives this instance up: nothing of it may be used any more, and the next one is fresh. */
  abandon(): void {
    if (GrammarRuntime.#current === this) GrammarRuntime.#current = undefined;
    // Deleting first takes an object off the list of those that are deleted when they are collected; a trap at that time
    // would end the thread. That the deletion itself may trap does not matter here.
    for (const held of [this.#tree, ...this.#parsers.values()]) survives(() => held?.delete());
    this.#tree = undefined;
    this.#parsers.clear();
  }

  async #load(name: GrammarName): Promise<void> {
    const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm/package.json'));
    const language = await this.#module.Language.load(join(grammars, 'wasm', `tree-sitter-${name}.wasm`));
    if (this.#parsers.has(name)) return;
    const parser = new this.#module.Parser();
    parser.setLanguage(language);
    this.#parsers.set(name, parser);
  }
}

function survives(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
