import type { Analysis } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import { TopList } from '../project/top-list.ts';
import { lineCounts } from './line-kinds.ts';
import type { SizeReport } from './size-report.ts';

type FileSize = SizeReport['files'][number];
type LanguageSize = SizeReport['by_language'][number];

/** Counts lines of every source file. */
export class SizeAnalysis implements Analysis {
  readonly needsTrees = false;
  readonly unwanted = 'unsupported';
  readonly #files: TopList<FileSize>;
  readonly #languages = new Map<string, LanguageSize>();

  constructor(limits: { readonly files: number }) {
    this.#files = new TopList(limits.files, (a, b) => b.code_lines - a.code_lines || byText(a.file, b.file));
  }

  get files(): number {
    return [...this.#languages.values()].reduce((sum, { files }) => sum + files, 0);
  }

  wants(): boolean {
    return true;
  }

  read(file: SourceFile): void {
    const { lines, code, comment, blank } = lineCounts(file);
    const language = file.language.id;
    this.#files.add({
      file: file.path,
      language,
      lines,
      code_lines: code,
      comment_lines: comment,
      blank_lines: blank,
    });
    const sum = this.#languages.get(language) ?? { language, files: 0, ...noLines };
    this.#languages.set(language, {
      language,
      files: sum.files + 1,
      lines: sum.lines + lines,
      code_lines: sum.code_lines + code,
      comment_lines: sum.comment_lines + comment,
      blank_lines: sum.blank_lines + blank,
    });
  }

  report(path: string, { skipped }: Scan): SizeReport {
    const languages = [...this.#languages.values()];
    const total = (what: keyof typeof noLines) => languages.reduce((sum, one) => sum + one[what], 0);
    const totals = {
      lines: total('lines'),
      code_lines: total('code_lines'),
      comment_lines: total('comment_lines'),
      blank_lines: total('blank_lines'),
    };
    const written = totals.code_lines + totals.comment_lines;
    return {
      path,
      files_analyzed: this.files,
      totals,
      comment_percentage: written === 0 ? 0 : Math.round((totals.comment_lines / written) * 10_000) / 100,
      by_language: languages.toSorted((a, b) => b.code_lines - a.code_lines || byText(a.language, b.language)),
      files: [...this.#files.sorted()],
      files_omitted: this.#files.omitted,
      ...skipped.report(),
      summary: `${totals.code_lines} lines of code, ${totals.comment_lines} of comment and ${totals.blank_lines} blank ones in ${this.files} files`,
    };
  }
}

const noLines = { lines: 0, code_lines: 0, comment_lines: 0, blank_lines: 0 };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
