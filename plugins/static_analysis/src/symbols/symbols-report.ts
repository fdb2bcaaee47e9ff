import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';
import { symbolKinds } from './symbol-kinds.ts';

const count = z.int().min(0);

export const symbolsReportSchema = z.object({
  path: z.string(),
  files_analyzed: count,
  symbols_count: count.meta({ description: 'All that were asked for, listed or not.' }),
  by_kind: z.partialRecord(z.enum(symbolKinds), z.int().min(1)),
  symbols: z
    .array(
      z.object({
        file: z.string(),
        language: z.string(),
        kind: z.enum(symbolKinds),
        name: z.string(),
        container: z
          .string()
          .optional()
          .meta({ description: 'What it stands in, the outer first; of many, the innermost three.' }),
        line: z.int().min(1),
        end_line: z.int().min(1),
      }),
    )
    .meta({ description: 'By file and line.' }),
  symbols_omitted: count,
  ...skippedShape,
  summary: z.string(),
});
export type SymbolsReport = z.output<typeof symbolsReportSchema>;
