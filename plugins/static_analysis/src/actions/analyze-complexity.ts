import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { ComplexityAnalysis } from '../complexity/complexity-analysis.ts';
import { complexityReportSchema } from '../complexity/complexity-report.ts';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';

export const analyzeComplexity = defineAction({
  title: 'Analyze complexity',
  description:
    'Cyclomatic and cognitive complexity, nesting, parameters and length of every function, from syntax trees.',
  input: z.strictObject({
    ...selectionShape,
    limit: z.int().min(0).max(10_000).default(100).meta({ description: 'Functions listed, the most complex first.' }),
    max_listed_files: z.int().min(0).max(20_000).default(2_000).meta({ description: 'Files listed.' }),
  }),
  output: complexityReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The ten most complex functions', input: { path: './src', limit: 10 } }],
  async run(context, input) {
    const analysis = new ComplexityAnalysis({ functions: input.limit, files: input.max_listed_files });
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) {
      throw new NotApplicable(`no source files that a grammar could read in ${input.path}`);
    }
    return analysis.report(input.path, scanned);
  },
});
