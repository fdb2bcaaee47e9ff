import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import { TopList } from '../project/top-list.ts';
import type { ComplexityReport, FileComplexity, FunctionComplexity } from './complexity-report.ts';
import { ComplexityHistogram } from './histogram.ts';

export interface ComplexityLimits {
  readonly functions: number;
  readonly files: number;
}

/** Measures the functions of every file that has a grammar. */
export class ComplexityAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'no_grammar';
  readonly #functions: TopList<FunctionComplexity>;
  readonly #files: TopList<FileComplexity>;
  readonly #histogram = new ComplexityHistogram();
  readonly #totals = { functions: 0, lines: 0, cyclomatic: 0, cognitive: 0, top_level: 0 };
  #analyzed = 0;
  #max = 0;

  constructor(limits: ComplexityLimits) {
    this.#functions = new TopList(limits.functions, byComplexity);
    this.#files = new TopList(limits.files, byTotal);
  }

  get files(): number {
    return this.#analyzed;
  }

  wants({ language }: SourceFile): boolean {
    return language.syntax !== undefined;
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    if (tree === undefined) return;
    const { functions, topLevel } = tree.metrics();
    let total = topLevel;
    let max = 0;
    for (const { endLine, ...measured } of functions) {
      const { line, cyclomatic } = measured;
      const lines = endLine - line + 1;
      this.#functions.add({ file: file.path, language: file.language.id, ...measured, end_line: endLine, lines });
      this.#histogram.add(cyclomatic);
      this.#totals.cyclomatic += cyclomatic;
      this.#totals.cognitive += measured.cognitive;
      total += cyclomatic;
      max = Math.max(max, cyclomatic);
    }
    this.#analyzed++;
    this.#max = Math.max(this.#max, max);
    this.#totals.functions += functions.length;
    this.#totals.top_level += topLevel;
    this.#totals.lines += file.lines.count;
    const { path, language, lines } = file;
    this.#files.add({ file: path, language: language.id, functions: functions.length, total, max, lines: lines.count });
  }

  report(path: string, { skipped }: Scan): ComplexityReport {
    const { functions, cyclomatic } = this.#totals;
    const average = functions === 0 ? 0 : Math.round((cyclomatic / functions) * 100) / 100;
    return {
      path,
      files_analyzed: this.#analyzed,
      totals: { ...this.#totals },
      average,
      max: this.#max,
      functions: [...this.#functions.sorted()],
      functions_omitted: this.#functions.omitted,
      files: [...this.#files.sorted()],
      files_omitted: this.#files.omitted,
      histogram: this.#histogram.get(),
      ...skipped.report(),
      summary: `${functions} functions in ${this.#analyzed} files: complexity ${average} on average, ${this.#max} at most`,
    };
  }
}

function byComplexity(a: FunctionComplexity, b: FunctionComplexity): number {
  return b.cyclomatic - a.cyclomatic || b.cognitive - a.cognitive || byText(a.file, b.file) || a.line - b.line;
}

const byTotal = (a: FileComplexity, b: FileComplexity): number => b.total - a.total || byText(a.file, b.file);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
