import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { KeptProgram, KeptScript } from './kept-program.ts';
import type { ProgramFile } from './program-file.ts';

interface PartModule {
  exports: object;
}

/** What a part asks of who runs it. */
interface PartHost {
  /** Where the program is. */
  readonly url: string;
  /** The digest of the program. */
  readonly build: string;
  readonly part: (name: string) => Promise<object>;
  /** Which a script of kept code has none of. */
  readonly import: (specifier: string) => Promise<unknown>;
  /** A module of Node that is loaded when something of it is first asked for. */
  readonly late: (builtin: string) => () => unknown;
}

/** A part of the bundled program, as `scripts/bundle/parts.mjs` writes it. */
type Part = (module: PartModule, require: NodeJS.Require, codomyrmexHost: PartHost) => void;

type Parts = Readonly<Record<string, Part>>;

/**
 * The part with which a command begins to carry runs. A command that can be answered without that is spared to read and to make ready what
 * it takes: 8 of the 110 ms of a run in which nothing has changed.
 */
const LATER = './open-orchestrator-';

/** The parts that a command needs up to a point of its way, or from there on. */
interface Stage {
  readonly keeper: KeptProgram;
  /** What an earlier start of the command has kept. */
  readonly kept: { readonly parts: Parts; readonly script: vm.Script } | undefined;
  readonly ran: Set<string>;
}

/** The bundled program: parts that are run when something first needs them. */
export class ProgramParts {
  readonly #file: ProgramFile;
  readonly #host: PartHost;
  readonly #require: NodeJS.Require;
  readonly #ran = new Map<string, PartModule>();
  #first: Stage | undefined;
  #later: Stage | undefined;
  #whole: Parts | undefined;

  /** `url`: where the program is. `host`: of a script in its folder. */
  constructor(file: ProgramFile, url: string, host: NodeJS.Require) {
    this.#file = file;
    this.#host = {
      url,
      build: file.digest,
      part: async (name) => this.run(name),
      import: (specifier) => import(specifier),
      late: (builtin) => this.#late(builtin),
    };
    this.#require = Object.assign((name: string) => (name.startsWith('./') ? this.run(name) : host(name)), host);
  }

  /** Takes the parts of a command from what it has kept, as far as they are there. */
  takeFrom(kept: KeptProgram): void {
    this.#first = stageOf(kept);
  }

  run(name: string): object {
    const known = this.#ran.get(name);
    if (known !== undefined) return known.exports;
    if (name.startsWith(LATER) && this.#first !== undefined) this.#later ??= stageOf(this.#first.keeper.later());
    const part = this.#first?.kept?.parts[name] ?? this.#later?.kept?.parts[name] ?? this.#wholeProgram()[name];
    if (part === undefined) throw new Error(`there is no ${name} in it`);
    const module: PartModule = { exports: {} };
    this.#ran.set(name, module);
    const stage = this.#later ?? this.#first;
    try {
      part(module, this.#require, this.#host);
      stage?.ran.add(name);
    } catch (error) {
      this.#ran.delete(name); // as Node forgets a module that did not come to its end
      throw error;
    }
    return module.exports;
  }

  /** At the end of the process. */
  keep(): void {
    if (this.#first !== undefined) this.#keepStage(this.#first);
    // What is there from the first is not kept once more for later.
    if (this.#later !== undefined) this.#keepStage(this.#later, this.#first?.kept?.parts);
  }

  #keepStage({ keeper, kept, ran }: Stage, before: Parts = {}): void {
    const parts = kept?.parts ?? {};
    const lacking = [...ran].filter((name) => !Object.hasOwn(parts, name) && !Object.hasOwn(before, name));
    const whole = this.#whole;
    if (lacking.length === 0 || whole === undefined) {
      if (kept !== undefined) keeper.keepCode(kept.script);
      return;
    }
    const needed = [...Object.keys(parts), ...lacking].sort();
    keeper.keepParts(needed.map((name) => String(whole[name])));
  }

  #late(builtin: string): () => unknown {
    let loaded: unknown;
    return () => {
      loaded ??= this.#require(builtin);
      return loaded;
    };
  }

  /** What the command has not needed before is in the whole program, which is read and compiled then. */
  #wholeProgram(): Parts {
    // Named as stacks of other modules name files, too.
    this.#whole ??= partsOf(new vm.Script(this.#file.text(), { filename: this.#host.url }));
    return this.#whole;
  }
}

function stageOf(keeper: KeptProgram): Stage {
  const found = keeper.read();
  const script = found && compiled(found);
  if (script?.cachedDataRejected === true) keeper.forgetCode();
  return { keeper, kept: script && { script, parts: partsOf(script) }, ran: new Set() };
}

/** `undefined` for what is damaged. */
function compiled({ file, text, code }: KeptScript): vm.Script | undefined {
  try {
    const cachedData = code !== undefined && { cachedData: code };
    return new vm.Script(text, { filename: pathToFileURL(file).href, ...cachedData });
  } catch {
    return undefined;
  }
}

const partsOf = (script: vm.Script): Parts => script.runInThisContext() as Parts; // as scripts/bundle/parts.mjs writes them
