import * as z from 'zod';
import { complexityReportSchema } from './complexity/complexity-report.ts';
import { cyclesReportSchema } from './cycles/cycles-report.ts';
import { duplicatesReportSchema } from './duplicates/duplicates-report.ts';
import { skippedShape } from './project/skip-ledger.ts';
import { qualityReportSchema } from './quality/quality-report.ts';
import { sizeReportSchema } from './size/size-report.ts';
import { symbolsReportSchema } from './symbols/symbols-report.ts';

export const analysisTypes = ['quality', 'complexity', 'duplicates', 'cycles', 'size', 'symbols'] as const;
export type AnalysisType = (typeof analysisTypes)[number];

const withoutSkipped = { skipped: true, skipped_count: true, skipped_by_reason: true } as const;

/** One report with a section for each analysis; what was left out is said once. */
export const combinedReportSchema = z.object({
  path: z.string(),
  quality: qualityReportSchema.omit(withoutSkipped).optional(),
  complexity: complexityReportSchema.omit(withoutSkipped).optional(),
  duplicates: duplicatesReportSchema.omit(withoutSkipped).optional(),
  cycles: cyclesReportSchema.omit(withoutSkipped).optional(),
  size: sizeReportSchema.omit(withoutSkipped).optional(),
  symbols: symbolsReportSchema.omit(withoutSkipped).optional(),
  not_applicable: z
    .array(z.enum(analysisTypes))
    .meta({ description: 'Analyses that were asked for and found no file of their kind.' }),
  ...skippedShape,
  summary: z.string(),
});
export type CombinedReport = z.output<typeof combinedReportSchema>;
