import type { Analysis } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Clone, type CloneLimits, fileOf, findClones } from './clone-finder.ts';
import type { DuplicatesReport, Place } from './duplicates-report.ts';
import { LineCoverage } from './line-coverage.ts';
import { TokenCollector, type TokenStore } from './token-store.ts';

/** What of the search's memory goes by the project: some 25 bytes a token, so 400 MB at most. */
const MAX_TOKENS = 16_000_000;
const MAX_FILES_LISTED = 200;

interface CollectedFile {
  readonly path: string;
  readonly lines: number;
}

/** Collects the tokens of all files and looks for like places at the end. */
export class DuplicatesAnalysis implements Analysis {
  readonly needsTrees = false;
  readonly unwanted = 'unsupported';
  readonly #collector = new TokenCollector();
  readonly #files: CollectedFile[] = [];
  readonly #tooMany: string[] = [];

  get files(): number {
    return this.#files.length;
  }

  wants(): boolean {
    return true;
  }

  read(file: SourceFile): void {
    if (this.#collector.size + file.lexed.tokens.length > MAX_TOKENS) {
      this.#tooMany.push(file.path);
      return;
    }
    this.#collector.add(file.lexed);
    this.#files.push({ path: file.path, lines: file.lines.count });
  }

  report(path: string, { skipped }: Scan, limits: CloneLimits & { readonly listed: number }): DuplicatesReport {
    for (const file of this.#tooMany) skipped.add(file, 'too_many_files');
    const store = this.#collector.store();
    const found = findClones(store, limits);
    const files = this.#coverage(found, store);
    const totalLines = this.#files.reduce((sum, file) => sum + file.lines, 0);
    const duplicated = files.reduce((sum, file) => sum + file.duplicated_lines, 0);
    const percentage = totalLines === 0 ? 0 : Math.round((duplicated / totalLines) * 10_000) / 100;
    const clones = found
      .toSorted((a, b) => b.length - a.length || a.first - b.first || a.second - b.second)
      .slice(0, limits.listed)
      .map((clone) => {
        const [a, b] = this.#places(clone, store);
        return { lines: Math.max(a.end - a.start, b.end - b.start) + 1, tokens: clone.length, a, b };
      });
    return {
      path,
      files_analyzed: this.#files.length,
      total_lines: totalLines,
      duplicated_lines: duplicated,
      percentage,
      clones_count: found.length,
      clones,
      clones_omitted: found.length - clones.length,
      files: files.toSorted((a, b) => b.duplicated_lines - a.duplicated_lines).slice(0, MAX_FILES_LISTED),
      ...skipped.report(),
      summary: `${percentage} % of ${totalLines} lines stand more than once, in ${found.length} pairs of places`,
    };
  }

  #places({ first, second, length }: Clone, store: TokenStore): readonly [Place, Place] {
    return [this.#place(first, length, store), this.#place(second, length, store)];
  }

  #place(token: number, length: number, { fileStarts, startLines, endLines }: TokenStore): Place {
    const file = this.#files[fileOf(fileStarts, token)]?.path ?? '';
    return { file, start: startLines[token] ?? 1, end: endLines[token + length - 1] ?? 1 };
  }

  #coverage(clones: readonly Clone[], store: TokenStore): readonly DuplicatesReport['files'][number][] {
    const covered = new Map<string, LineCoverage>();
    for (const clone of clones) {
      for (const { file, start, end } of this.#places(clone, store)) {
        const lines = covered.get(file) ?? new LineCoverage();
        lines.add(start, end);
        covered.set(file, lines);
      }
    }
    return this.#files.flatMap(({ path, lines }) => {
      const duplicated = covered.get(path)?.lines ?? 0;
      return duplicated === 0 ? [] : [{ file: path, lines, duplicated_lines: duplicated }];
    });
  }
}
