import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { DuplicatesAnalysis } from '../duplicates/duplicates-analysis.ts';
import { duplicatesReportSchema } from '../duplicates/duplicates-report.ts';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';

/** What counts as a duplicate; shared with the analysis of a whole project. */
export const cloneLimitsShape = {
  min_lines: z.int().min(1).max(1_000).default(6).meta({ description: 'Lines that both places must span.' }),
  min_tokens: z.int().min(10).max(1_000).default(50).meta({ description: 'Tokens that must be alike in a row.' }),
};

export const findDuplicates = defineAction({
  title: 'Find duplicated code',
  description:
    'Places of the same tokens in one or two files, whatever their white space and comments. Names and values must be alike too.',
  input: z.strictObject({
    ...selectionShape,
    ...cloneLimitsShape,
    limit: z.int().min(0).max(10_000).default(100).meta({ description: 'Pairs listed, the longest first.' }),
  }),
  output: duplicatesReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'Long copies outside of tests', input: { exclude: ['*.test.*'], min_lines: 12 } }],
  async run(context, input) {
    const analysis = new DuplicatesAnalysis();
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that could be compared in ${input.path}`);
    context.progress(null, 'comparing');
    return analysis.report(input.path, scanned, {
      minLines: input.min_lines,
      minTokens: input.min_tokens,
      listed: input.limit,
    });
  },
});
