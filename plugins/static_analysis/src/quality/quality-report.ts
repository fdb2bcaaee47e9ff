import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';
import { toolSchema } from '../tools.ts';
import { findingSchema } from './finding.ts';

const count = z.int().min(0);

export const qualityReportSchema = z.object({
  score: z.number().min(0).max(10).meta({
    description:
      'From 10 towards 0: 10 × 40 / (40 + p), where p is (10 × errors + 2 × warnings) per 1,000 lines of code, with at least 500 lines.',
  }),
  path: z.string(),
  files_analyzed: count,
  lines: count,
  code_lines: count.meta({ description: 'Lines with more than comment and white space.' }),
  issues_count: count,
  errors: count,
  warnings: count,
  infos: count,
  by_rule: z.record(z.string(), count),
  by_language: z.record(z.string(), z.object({ files: count, lines: count, code_lines: count })),
  findings: z.array(findingSchema).meta({ description: 'The gravest first; cut at max_findings, the counts are not.' }),
  findings_omitted: count,
  ...skippedShape,
  tools: z.array(toolSchema),
  summary: z.string(),
});
export type QualityReport = z.output<typeof qualityReportSchema>;
