import { ImportCollector, specifierOf } from '../cycles/import-collector.ts';
import { folderOf, joined } from '../cycles/posix-path.ts';
import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import { quoted } from '../quality/finding.ts';
import type { ImportsReport, Leads } from './imports-report.ts';
import { hasImports, type WrittenImport, writtenImports } from './written-imports.ts';

type Listed = ImportsReport['imports'][number];

interface OtherFile {
  readonly language: string;
  readonly imports: readonly WrittenImport[];
}

const MAX_FILES_OF_IMPORT = 20;
const MAX_SPECIFIER = 200;
/** Of languages that are not looked up, all files together. */
const MAX_IMPORTS = 500_000;

/** Lists what every file imports, and where in the project that leads. */
export class ImportsAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'no_resolver';
  readonly manifestNames = ImportCollector.manifestNames;
  readonly #collector = new ImportCollector();
  /** The languages of what the collector has read. */
  readonly #languages = new Map<string, string>();
  readonly #others = new Map<string, OtherFile>();
  readonly #tooMany: string[] = [];
  #otherImports = 0;

  get files(): number {
    return this.#languages.size + this.#others.size;
  }

  wants(file: SourceFile): boolean {
    return this.#collector.wants(file) || hasImports(file.language.id);
  }

  readManifest(path: string, text: string): void {
    this.#collector.readManifest(path, text);
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    if (tree === undefined) return;
    const language = file.language.id;
    if (this.#collector.wants(file)) {
      this.#languages.set(file.path, language);
      this.#collector.read(file, tree);
      return;
    }
    const imports = writtenImports(language, tree.root);
    this.#otherImports += imports.length;
    if (this.#otherImports > MAX_IMPORTS) this.#tooMany.push(file.path);
    else this.#others.set(file.path, { language, imports });
  }

  report(path: string, { skipped }: Scan, limit: number): ImportsReport {
    this.#collector.tellLeftOut(skipped);
    for (const file of this.#tooMany) skipped.add(file, 'too_many_files');
    const all = [...this.#lookedUp(), ...this.#written()].sort((a, b) => byText(a.file, b.file) || a.line - b.line);
    const counts: Record<Leads, number> = { project: 0, external: 0, unresolved: 0, not_looked_up: 0 };
    for (const { target } of all) counts[target]++;
    const imports = all.slice(0, limit);
    return {
      path,
      files_analyzed: this.files,
      imports_count: all.length,
      by_target: counts,
      imports,
      imports_omitted: all.length - imports.length,
      ...skipped.report(),
      summary: `${all.length} imports in ${this.files} files: ${counts.project} lead into the project, ${counts.external} to libraries, ${counts.unresolved} nowhere; ${counts.not_looked_up} were not looked up`,
    };
  }

  *#lookedUp(): Generator<Listed> {
    for (const { file, written, leadsTo } of this.#collector.resolved()) {
      const target = leadsTo.kind === 'modules' ? 'project' : leadsTo.kind;
      yield {
        file,
        line: written.line,
        language: this.#languages.get(file) ?? written.language,
        specifier: quoted(specifierOf(written), MAX_SPECIFIER),
        time: written.time,
        target,
        files: leadsTo.kind === 'modules' ? leadsTo.files.slice(0, MAX_FILES_OF_IMPORT) : [],
      };
    }
  }

  *#written(): Generator<Listed> {
    for (const [file, { language, imports }] of this.#others) {
      for (const { specifier, line } of imports) {
        const included = this.#included(file, specifier);
        yield {
          file,
          line,
          language,
          specifier: quoted(specifier, MAX_SPECIFIER),
          time: 'load',
          target: included === undefined ? 'not_looked_up' : 'project',
          files: included === undefined ? [] : [included],
        };
      }
    }
  }

  /** `"part.h"` beside the file that includes it; where else a compiler looks, only the build can tell. */
  #included(file: string, specifier: string): string | undefined {
    const path = /^"(.+)"$/.exec(specifier)?.[1];
    const beside = path === undefined ? undefined : joined(folderOf(file), path);
    return beside !== undefined && this.#others.has(beside) ? beside : undefined;
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
