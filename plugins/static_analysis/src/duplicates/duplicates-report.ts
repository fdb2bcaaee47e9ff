import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';

const count = z.int().min(0);
const place = z.object({ file: z.string(), start: z.int().min(1), end: z.int().min(1) });

export const duplicatesReportSchema = z.object({
  path: z.string(),
  files_analyzed: count,
  total_lines: count,
  duplicated_lines: count.meta({ description: 'Lines of all places that have a like, each line once.' }),
  percentage: z.number().min(0).max(100).meta({ description: 'duplicated_lines of total_lines, two decimals.' }),
  clones_count: count,
  clones: z
    .array(z.object({ lines: z.int().min(1), tokens: z.int().min(1), a: place, b: place }))
    .meta({ description: 'The longest first; b repeats a. Of n copies, n - 1 pairs.' }),
  clones_omitted: count,
  files: z
    .array(z.object({ file: z.string(), lines: count, duplicated_lines: count }))
    .meta({ description: 'Files with the most duplicated lines first, at most 200.' }),
  ...skippedShape,
  summary: z.string(),
});
export type DuplicatesReport = z.output<typeof duplicatesReportSchema>;
export type Place = z.output<typeof place>;
