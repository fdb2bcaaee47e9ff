import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';

const count = z.int().min(0);

export const functionSchema = z.object({
  file: z.string(),
  name: z.string().meta({ description: 'With the names of the classes around it; "(anonymous)" where it has none.' }),
  line: z.int().min(1),
  end_line: z.int().min(1),
  language: z.string(),
  cyclomatic: z.int().min(1).meta({ description: 'Paths: 1, and 1 more for each fork.' }),
  cognitive: count.meta({ description: 'Forks and breaks of the flow, each counting more the deeper it stands.' }),
  parameters: count.meta({ description: 'Without the receiver (self, this).' }),
  lines: z.int().min(1),
  nesting: count.meta({ description: 'Ifs, loops, switches and catches within each other.' }),
});

export const fileComplexitySchema = z.object({
  file: z.string(),
  language: z.string(),
  functions: count,
  total: count.meta({ description: 'Cyclomatic complexity of all functions and the forks outside of them.' }),
  max: count,
  lines: count,
});

export const complexityReportSchema = z.object({
  path: z.string(),
  files_analyzed: count,
  totals: z.object({ functions: count, lines: count, cyclomatic: count, cognitive: count, top_level: count }),
  average: z.number().min(0).meta({ description: 'Cyclomatic complexity of a function, two decimals.' }),
  max: count,
  functions: z.array(functionSchema).meta({ description: 'The most complex first.' }),
  functions_omitted: count,
  files: z.array(fileComplexitySchema).meta({ description: 'The most complex first.' }),
  files_omitted: count,
  histogram: z
    .object({ labels: z.array(z.string()), counts: z.array(count) })
    .meta({ description: 'Functions by cyclomatic complexity.' }),
  ...skippedShape,
  summary: z.string(),
});
export type ComplexityReport = z.output<typeof complexityReportSchema>;
export type FunctionComplexity = z.output<typeof functionSchema>;
export type FileComplexity = z.output<typeof fileComplexitySchema>;
