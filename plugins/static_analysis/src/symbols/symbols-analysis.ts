import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SourceFile } from '../project/source-file.ts';
import { quoted } from '../quality/finding.ts';
import { type SymbolKind, symbolKinds } from './symbol-kinds.ts';
import { symbolsOf } from './symbols-of.ts';
import type { SymbolsReport } from './symbols-report.ts';

export interface SymbolsWanted {
  /** All unless given. */
  readonly kinds?: readonly SymbolKind[] | undefined;
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  /** Symbols listed. */
  readonly limit: number;
}

/** Lists what every file that has a grammar declares. */
export class SymbolsAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'no_grammar';
  readonly #kinds: ReadonlySet<SymbolKind>;
  readonly #name: string;
  readonly #limit: number;
  readonly #listed: SymbolsReport['symbols'] = [];
  readonly #counts = new Map<SymbolKind, number>();
  #files = 0;

  constructor({ kinds, name, limit }: SymbolsWanted) {
    this.#kinds = new Set(kinds ?? symbolKinds);
    this.#name = name?.toLowerCase() ?? '';
    this.#limit = limit;
  }

  get files(): number {
    return this.#files;
  }

  wants({ language }: SourceFile): boolean {
    return language.syntax !== undefined;
  }

  read({ path, language }: SourceFile, tree: FileTree | undefined): void {
    if (tree === undefined) return;
    this.#files++;
    for (const { kind, name, container, line, endLine } of symbolsOf(tree.root, tree.syntax.grammar)) {
      if (!this.#kinds.has(kind) || !name.toLowerCase().includes(this.#name)) continue;
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
      if (this.#listed.length >= this.#limit) continue;
      const within = container === undefined ? {} : { container: quoted(container, MAX_CONTAINER) };
      this.#listed.push({
        file: path,
        language: language.id,
        kind,
        name: quoted(name, MAX_NAME),
        ...within,
        line,
        end_line: endLine,
      });
    }
  }

  report(path: string, { skipped }: Scan): SymbolsReport {
    const counted = symbolKinds.flatMap((kind) => {
      const count = this.#counts.get(kind);
      return count === undefined ? [] : [[kind, count] as const];
    });
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    return {
      path,
      files_analyzed: this.#files,
      symbols_count: total,
      by_kind: Object.fromEntries(counted),
      symbols: [...this.#listed],
      symbols_omitted: total - this.#listed.length,
      ...skipped.report(),
      summary: `${total} symbols in ${this.#files} files`,
    };
  }
}

const MAX_NAME = 200;
const MAX_CONTAINER = 400;
