import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';

const count = z.int().min(0);

const linesShape = {
  lines: count,
  code_lines: count.meta({ description: 'Lines with code, or text around it; a docstring is code.' }),
  comment_lines: count.meta({ description: 'Lines with a comment, or a part of one, and no code.' }),
  blank_lines: count.meta({ description: 'Lines with white space alone, outside of comments and quoted literals.' }),
};

export const sizeReportSchema = z.object({
  path: z.string(),
  files_analyzed: count,
  totals: z.object(linesShape),
  comment_percentage: z
    .number()
    .min(0)
    .max(100)
    .meta({ description: 'Comment lines of code and comment lines, two decimals.' }),
  by_language: z
    .array(z.object({ language: z.string(), files: count, ...linesShape }))
    .meta({ description: 'The language with the most lines of code first.' }),
  files: z
    .array(z.object({ file: z.string(), language: z.string(), ...linesShape }))
    .meta({ description: 'The longest first, by lines of code.' }),
  files_omitted: count,
  ...skippedShape,
  summary: z.string(),
});
export type SizeReport = z.output<typeof sizeReportSchema>;
