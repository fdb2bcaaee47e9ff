import type { Analysis, FileTree } from '../project/analysis.ts';
import type { SkipLedger } from '../project/skip-ledger.ts';
import type { SourceFile } from '../project/source-file.ts';
import { javascriptImports } from './javascript-imports.ts';
import { JavaScriptResolver } from './javascript-resolver.ts';
import type { ModuleImport, Resolution } from './module-import.ts';
import { pythonImports } from './python-imports.ts';
import { PythonResolver } from './python-resolver.ts';

/** Of all files together: some 100 bytes each. */
const MAX_IMPORTS = 500_000;

const javascriptIds: ReadonlySet<string> = new Set(['javascript', 'typescript', 'tsx']);

export interface ResolvedImport {
  readonly file: string;
  readonly written: ModuleImport;
  readonly leadsTo: Resolution;
}

/** Collects the imports of JavaScript, TypeScript and Python; what they mean is known when all files are. */
export class ImportCollector {
  static readonly manifestNames: NonNullable<Analysis['manifestNames']> =
    /^(?:package|(?:ts|js)config(?:\..{1,60})?)\.json$/;

  readonly #manifests: { readonly path: string; readonly text: string }[] = [];
  readonly #imports = new Map<string, readonly ModuleImport[]>();
  readonly #tooMany: string[] = [];
  #count = 0;

  /** Of all files that were read, in their order. */
  get files(): readonly string[] {
    return [...this.#imports.keys()];
  }

  wants({ language, path }: SourceFile): boolean {
    // A stub describes the module beside it and is never loaded.
    return javascriptIds.has(language.id) || (language.id === 'python' && !path.endsWith('.pyi'));
  }

  readManifest(path: string, text: string): void {
    this.#manifests.push({ path, text });
  }

  read(file: SourceFile, { root }: FileTree): void {
    const imports = file.language.id === 'python' ? pythonImports(root) : javascriptImports(file, root);
    if (this.#count + imports.length > MAX_IMPORTS) {
      this.#tooMany.push(file.path);
      return;
    }
    this.#count += imports.length;
    this.#imports.set(file.path, imports);
  }

  /** Says which files were read and left out, because all imports together were too many to keep. */
  tellLeftOut(skipped: SkipLedger): void {
    for (const file of this.#tooMany) skipped.add(file, 'too_many_files');
  }

  *resolved(): Generator<ResolvedImport> {
    const modules = new Set(this.#imports.keys());
    const javascript = new JavaScriptResolver(modules, this.#manifests);
    const python = new PythonResolver(modules);
    for (const [file, imports] of this.#imports) {
      for (const written of imports) {
        const leadsTo =
          written.language === 'python' ? python.resolve(file, written) : javascript.resolve(file, written);
        yield { file, written, leadsTo };
      }
    }
  }
}

const MAX_SPECIFIER = 200;

/** What is imported, as it is written: `..sub.tax`, `./a.js`. */
export function specifierOf(one: ModuleImport): string {
  return (one.language === 'python' ? '.'.repeat(one.level) + one.specifier : one.specifier).slice(0, MAX_SPECIFIER);
}
