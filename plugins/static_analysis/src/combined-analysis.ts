import { type ActionContext, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { ComplexityAnalysis } from './complexity/complexity-analysis.ts';
import { complexityReportSchema } from './complexity/complexity-report.ts';
import { CyclesAnalysis } from './cycles/cycles-analysis.ts';
import { cyclesReportSchema } from './cycles/cycles-report.ts';
import { DuplicatesAnalysis } from './duplicates/duplicates-analysis.ts';
import { duplicatesReportSchema } from './duplicates/duplicates-report.ts';
import { type Selection, scan } from './project/scan.ts';
import { type SkippedReport, skippedShape } from './project/skip-ledger.ts';
import { QualityAnalysis } from './quality/quality-analysis.ts';
import { qualityReportSchema } from './quality/quality-report.ts';

export const analysisTypes = ['quality', 'complexity', 'duplicates', 'cycles'] as const;
export type AnalysisType = (typeof analysisTypes)[number];

const withoutSkipped = { skipped: true, skipped_count: true, skipped_by_reason: true } as const;

/** One report with a section for each analysis; what was left out is said once. */
export const combinedReportSchema = z.object({
  path: z.string(),
  quality: qualityReportSchema.omit(withoutSkipped).optional(),
  complexity: complexityReportSchema.omit(withoutSkipped).optional(),
  duplicates: duplicatesReportSchema.omit(withoutSkipped).optional(),
  cycles: cyclesReportSchema.omit(withoutSkipped).optional(),
  not_applicable: z
    .array(z.enum(analysisTypes))
    .meta({ description: 'Analyses that were asked for and found no file of their kind.' }),
  ...skippedShape,
  summary: z.string(),
});
export type CombinedReport = z.output<typeof combinedReportSchema>;

export interface CombinedOptions {
  readonly types: readonly AnalysisType[];
  readonly maxFindings: number;
  /** Functions, files, clones and cycles listed. */
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
  const all = { quality, complexity, duplicates, cycles };
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
