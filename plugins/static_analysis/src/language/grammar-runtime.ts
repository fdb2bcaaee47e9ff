import { createRequire } from 'node:module';
import type { Parser, Tree } from 'web-tree-sitter';
import type { GrammarName } from './syntax-profile.ts';
import { webAssembly } from './web-assembly.ts';

type TreeSitter = typeof import('web-tree-sitter');

const require = createRequire(import.meta.url);
/** 64 KiB pages. The trees of a file of 1 MiB take 20 to 60 MiB; ambiguous garbage takes all it gets. */
const MAX_MEMORY_PAGES = 256 * 16;
const INITIAL_MEMORY_PAGES = 512;

/**
 * One instance of the tree-sitter WebAssembly module with the grammars it has loaded.
 *
 * Deep nesting and some ambiguous garbage overflow the stack or the memory of the module (seen with the grammars of
 * PHP, TypeScript, C#, Java and Go). That throws, and what the instance holds is then undefined: it is left for a fresh
 * one. The objects of an instance that was left are kept, because their finalizers would call into it again.
 */
export class GrammarRuntime {
  static #current: GrammarRuntime | undefined;
  static readonly #left: GrammarRuntime[] = [];

  readonly #module: TreeSitter;
  readonly #parsers = new Map<GrammarName, Parser>();
  /** The tree that is being looked at. */
  tree: Tree | undefined;

  private constructor(module: TreeSitter) {
    this.#module = module;
  }

  /** The instance of this thread; the grammars that it has loaded stay for the next action. */
  static async current(): Promise<GrammarRuntime> {
    if (GrammarRuntime.#current !== undefined) return GrammarRuntime.#current;
    const path = require.resolve('web-tree-sitter');
    // The CommonJS build, because a module can be taken out of its cache and loaded anew.
    delete require.cache[path];
    // `require` cannot know what it loads: the type is the package's own.
    const module = require(path) as TreeSitter;
    const memory = new webAssembly.Memory({ initial: INITIAL_MEMORY_PAGES, maximum: MAX_MEMORY_PAGES });
    // A cut memory ends in an abort, which Emscripten would also print.
    await module.Parser.init({ wasmMemory: memory, print: () => undefined, printErr: () => undefined });
    GrammarRuntime.#current ??= new GrammarRuntime(module);
    return GrammarRuntime.#current;
  }

  /** Grammars that this thread has given up with their instance. */
  static get failures(): number {
    return GrammarRuntime.#left.length;
  }

  /** Leaves this instance: the next `current` is a fresh one. */
  leave(): void {
    GrammarRuntime.#left.push(this);
    if (GrammarRuntime.#current === this) GrammarRuntime.#current = undefined;
  }

  async load(name: GrammarName): Promise<void> {
    if (this.#parsers.has(name)) return;
    const file = require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`);
    const language = await this.#module.Language.load(file);
    if (this.#parsers.has(name)) return;
    const parser = new this.#module.Parser();
    parser.setLanguage(language);
    this.#parsers.set(name, parser);
  }

  /** `undefined` until {@link load} has settled. */
  parser(name: GrammarName): Parser | undefined {
    return this.#parsers.get(name);
  }
}
