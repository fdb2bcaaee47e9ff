import { type ActionContext, NotApplicable } from '@codomyrmex/core';
import { type AnalysisType, analysisTypes, type CombinedReport } from './combined-report.ts';
import { ComplexityAnalysis } from './complexity/complexity-analysis.ts';
import { CyclesAnalysis } from './cycles/cycles-analysis.ts';
import { DuplicatesAnalysis } from './duplicates/duplicates-analysis.ts';
import { type Selection, scan } from './project/scan.ts';
import type { SkippedReport } from './project/skip-ledger.ts';
import { QualityAnalysis } from './quality/quality-analysis.ts';
import { SizeAnalysis } from './size/size-analysis.ts';
import { SymbolsAnalysis } from './symbols/symbols-analysis.ts';

export interface CombinedOptions {
  readonly types: readonly AnalysisType[];
  readonly maxFindings: number;
  /** Functions, files, clones, cycles and symbols listed, of each kind. */
  readonly limit: number;
  readonly minLines: number;
  readonly minTokens: number;
}

/**
 * Several analyses in one pass: each file is read and parsed once.
 * @throws NotApplicable when no analysis found a file of its kind.
 */
export async function analyzeTogether(
  context: ActionContext,
  selection: Selection,
  options: CombinedOptions,
): Promise<CombinedReport> {
  const { limit } = options;
  const quality = new QualityAnalysis(options.maxFindings);
  const complexity = new ComplexityAnalysis({ functions: limit, files: limit });
  const duplicates = new DuplicatesAnalysis();
  const cycles = new CyclesAnalysis();
  const size = new SizeAnalysis({ files: limit });
  const symbols = new SymbolsAnalysis({ limit });
  const all = { quality, complexity, duplicates, cycles, size, symbols };
  const asked = analysisTypes.filter((type) => options.types.includes(type));
  const scanned = await scan(
    context,
    selection,
    asked.map((type) => all[type]),
  );
  const applicable = new Set(asked.filter((type) => all[type].files > 0));
  if (applicable.size === 0) {
    throw new NotApplicable(`no source files that could be analysed (${asked.join(', ')}) in ${selection.path}`);
  }
  const path = selection.path;
  const sections = {
    ...(applicable.has('quality') && { quality: section(await quality.report(context, path, scanned)) }),
    ...(applicable.has('complexity') && { complexity: section(complexity.report(path, scanned)) }),
    ...(applicable.has('duplicates') && {
      duplicates: section(duplicates.report(path, scanned, { ...options, listed: limit })),
    }),
    ...(applicable.has('cycles') && { cycles: section(cycles.report(path, scanned, limit)) }),
    ...(applicable.has('size') && { size: section(size.report(path, scanned)) }),
    ...(applicable.has('symbols') && { symbols: section(symbols.report(path, scanned)) }),
  };
  return {
    path,
    ...sections,
    not_applicable: asked.filter((type) => !applicable.has(type)),
    ...scanned.skipped.report(),
    summary: Object.values(sections)
      .map((part) => part.summary)
      .join('; '),
  };
}

/** A report without what was left out: each would repeat it. */
function section<Report extends SkippedReport>(report: Report): Omit<Report, keyof SkippedReport> {
  const { skipped: _skipped, skipped_count: _count, skipped_by_reason: _reasons, ...rest } = report;
  return rest;
}
