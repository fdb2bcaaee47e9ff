import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import type { CyclesReport } from './cycles-report.ts';
import { ImportGraph, type ModuleCycle } from './import-graph.ts';
import { javascriptImports } from './javascript-imports.ts';
import { JavaScriptResolver } from './javascript-resolver.ts';
import type { ModuleImport, Resolution } from './module-import.ts';
import { pythonImports } from './python-imports.ts';
import { PythonResolver } from './python-resolver.ts';

const javascriptIds: ReadonlySet<string> = new Set(['javascript', 'typescript', 'tsx']);
const MAX_UNRESOLVED_LISTED = 100;
const MAX_GROUP_LISTED = 100;

/** Collects the imports of JavaScript, TypeScript and Python; what they mean is found when all files are known. */
export class CyclesAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'no_resolver';
  readonly manifestNames = /^(?:package|(?:ts|js)config(?:\..{1,60})?)\.json$/;
  readonly #manifests: { readonly path: string; readonly text: string }[] = [];
  readonly #imports = new Map<string, readonly ModuleImport[]>();

  get files(): number {
    return this.#imports.size;
  }

  wants({ language, path }: SourceFile): boolean {
    // A stub describes the module beside it and is never loaded.
    return javascriptIds.has(language.id) || (language.id === 'python' && !path.endsWith('.pyi'));
  }

  readManifest(path: string, text: string): void {
    this.#manifests.push({ path, text });
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    if (tree === undefined) return;
    const imports = file.language.id === 'python' ? pythonImports(tree.root) : javascriptImports(file, tree.root);
    this.#imports.set(file.path, imports);
  }

  report(path: string, { skipped }: Scan, limit: number): CyclesReport {
    const files = [...this.#imports.keys()];
    const { graph, counts, unresolved, unresolvedCount } = this.#resolveAll(files);
    const cycles = graph.cycles(files.length);
    const listed = cycles.slice(0, limit);
    const typeOnly = cycles.filter(({ time }) => time === 'type_only').length;
    const harmful = cycles.length - typeOnly;
    return {
      path,
      modules: files.length,
      ...counts,
      cycles: listed.map((cycle) => written(cycle, files)),
      cycles_count: harmful,
      type_only_cycles_count: typeOnly,
      cycles_omitted: cycles.length - listed.length,
      unresolved,
      unresolved_count: unresolvedCount,
      ...skipped.report(),
      summary: `${harmful} groups of modules in cycles (${typeOnly} more by types alone) among ${files.length} modules with ${counts.imports} imports`,
    };
  }

  #resolveAll(files: readonly string[]) {
    const numbers = new Map(files.map((file, index) => [file, index]));
    const modules = new Set(files);
    const javascript = new JavaScriptResolver(modules, this.#manifests);
    const python = new PythonResolver(modules);
    const resolve = (from: string, one: ModuleImport): Resolution =>
      one.language === 'python' ? python.resolve(from, one) : javascript.resolve(from, one);
    const graph = new ImportGraph();
    const counts = { imports: 0, type_only_imports: 0, external_imports: 0 };
    const unresolved: CyclesReport['unresolved'] = [];
    let unresolvedCount = 0;
    for (const [from, [file, imports]] of [...this.#imports].entries()) {
      for (const one of imports) {
        const resolution = resolve(file, one);
        if (resolution.kind === 'external') counts.external_imports++;
        else if (resolution.kind === 'unresolved') {
          unresolvedCount++;
          if (unresolved.length < MAX_UNRESOLVED_LISTED)
            unresolved.push({ file, line: one.line, specifier: specifierOf(one) });
        } else {
          if (one.time === 'type_only') counts.type_only_imports++;
          else counts.imports++;
          for (const target of resolution.files) graph.add(from, numbers.get(target) ?? from, one.time);
        }
      }
    }
    return { graph, counts, unresolved, unresolvedCount };
  }
}

const specifierOf = (one: ModuleImport): string =>
  (one.language === 'python' ? '.'.repeat(one.level) + one.specifier : one.specifier).slice(0, 200);

function written({ cycle, group, time }: ModuleCycle, files: readonly string[]): CyclesReport['cycles'][number] {
  const names = (modules: readonly number[]) => modules.map((module) => files[module] ?? '');
  return {
    files: names(cycle),
    length: cycle.length,
    type_only: time === 'type_only',
    deferred: time === 'deferred',
    group: names(group.slice(0, MAX_GROUP_LISTED)),
    group_size: group.length,
  };
}
