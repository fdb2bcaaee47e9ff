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

/** The bundled program: parts that are run when something first needs them. */
export class ProgramParts {
  readonly #file: ProgramFile;
  readonly #host: PartHost;
  readonly #require: NodeJS.Require;
  readonly #ran = new Map<string, PartModule>();
  /** What an earlier start of the command has kept. */
  #kept: { readonly parts: Parts; readonly script: vm.Script } | undefined;
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
    const found = kept.read();
    if (found === undefined) return;
    const script = compiled(found);
    if (script === undefined) return;
    if (script.cachedDataRejected === true) kept.forgetCode();
    this.#kept = { script, parts: partsOf(script) };
  }

  run(name: string): object {
    const known = this.#ran.get(name);
    if (known !== undefined) return known.exports;
    const part = this.#kept?.parts[name] ?? this.#wholeProgram()[name];
    if (part === undefined) throw new Error(`there is no ${name} in it`);
    const module: PartModule = { exports: {} };
    this.#ran.set(name, module);
    try {
      part(module, this.#require, this.#host);
    } catch (error) {
      this.#ran.delete(name); // as Node forgets a module that did not come to its end
      throw error;
    }
    return module.exports;
  }

  /** At the end of the process. */
  keepIn(kept: KeptProgram): void {
    const whole = this.#whole;
    if (whole === undefined) {
      if (this.#kept !== undefined) kept.keepCode(this.#kept.script);
      return;
    }
    const needed = new Set([...Object.keys(this.#kept?.parts ?? {}), ...this.#ran.keys()]);
    kept.keepParts([...needed].sort().map((name) => String(whole[name])));
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
