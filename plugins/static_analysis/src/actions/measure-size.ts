import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';
import { SizeAnalysis } from '../size/size-analysis.ts';
import { sizeReportSchema } from '../size/size-report.ts';

export const measureSize = defineAction({
  title: 'Measure size',
  description: 'Lines of code, lines of comment and blank lines, by language and by file.',
  input: z.strictObject({
    ...selectionShape,
    max_listed_files: z
      .int()
      .min(0)
      .max(20_000)
      .default(2_000)
      .meta({ description: 'Files listed, the longest first.' }),
  }),
  output: sizeReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The ten longest files', input: { path: './src', max_listed_files: 10 } }],
  async run(context, input) {
    const analysis = new SizeAnalysis({ files: input.max_listed_files });
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that could be counted in ${input.path}`);
    return analysis.report(input.path, scanned);
  },
});
