import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import type { CyclesReport } from './cycles-report.ts';
import { ImportCollector, specifierOf } from './import-collector.ts';
import { ImportGraph, type ModuleCycle } from './import-graph.ts';

const MAX_UNRESOLVED_LISTED = 100;
const MAX_GROUP_LISTED = 100;

/** Looks for modules that import each other, once the imports of all files are known. */
export class CyclesAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'no_resolver';
  readonly manifestNames = ImportCollector.manifestNames;
  readonly #collector = new ImportCollector();

  get files(): number {
    return this.#collector.files.length;
  }

  wants(file: SourceFile): boolean {
    return this.#collector.wants(file);
  }

  readManifest(path: string, text: string): void {
    this.#collector.readManifest(path, text);
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    if (tree !== undefined) this.#collector.read(file, tree);
  }

  report(path: string, { skipped }: Scan, limit: number): CyclesReport {
    const { files } = this.#collector;
    this.#collector.tellLeftOut(skipped);
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
    const graph = new ImportGraph();
    const counts = { imports: 0, type_only_imports: 0, external_imports: 0 };
    const unresolved: CyclesReport['unresolved'] = [];
    let unresolvedCount = 0;
    for (const { file, written, leadsTo } of this.#collector.resolved()) {
      if (leadsTo.kind === 'external') counts.external_imports++;
      else if (leadsTo.kind === 'unresolved') {
        unresolvedCount++;
        if (unresolved.length < MAX_UNRESOLVED_LISTED)
          unresolved.push({ file, line: written.line, specifier: specifierOf(written) });
      } else {
        if (written.time === 'type_only') counts.type_only_imports++;
        else counts.imports++;
        const from = numbers.get(file) ?? 0;
        for (const target of leadsTo.files) graph.add(from, numbers.get(target) ?? from, written.time);
      }
    }
    return { graph, counts, unresolved, unresolvedCount };
  }
}

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
