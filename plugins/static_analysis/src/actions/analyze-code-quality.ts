import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';
import { QualityAnalysis } from '../quality/quality-analysis.ts';
import { qualityReportSchema } from '../quality/quality-report.ts';

export const analyzeCodeQuality = defineAction({
  title: 'Analyze code quality',
  description:
    'Findings on the source files below a path: oxlint for JavaScript and TypeScript, own rules on syntax trees and text for all languages. Nothing of the project is run, its configuration included.',
  input: z.strictObject({
    ...selectionShape,
    max_findings: z.int().min(0).max(10_000).default(1_000).meta({ description: 'Findings listed; all are counted.' }),
  }),
  output: qualityReportSchema,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'A folder without its tests', input: { path: './src', exclude: ['*.test.*'] } }],
  async run(context, input) {
    const analysis = new QualityAnalysis(input.max_findings);
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that could be analysed in ${input.path}`);
    return analysis.report(context, input.path, scanned);
  },
});
