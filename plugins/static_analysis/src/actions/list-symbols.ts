import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';
import { symbolKinds } from '../symbols/symbol-kinds.ts';
import { SymbolsAnalysis } from '../symbols/symbols-analysis.ts';
import { symbolsReportSchema } from '../symbols/symbols-report.ts';

export const listSymbols = defineAction({
  title: 'List symbols',
  description:
    'Functions, methods, classes, types and the like that source files declare, with the lines that they span, from syntax trees.',
  input: z.strictObject({
    ...selectionShape,
    kinds: z.array(z.enum(symbolKinds)).min(1).optional().meta({ description: 'All kinds unless given.' }),
    name: z.string().min(1).max(200).optional().meta({ description: 'A part of the names wanted, in any case.' }),
    limit: z.int().min(0).max(50_000).default(5_000).meta({ description: 'Symbols listed; all are counted.' }),
  }),
  output: symbolsReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The types of a folder', input: { path: './src', kinds: ['class', 'interface', 'type'] } }],
  async run(context, input) {
    const analysis = new SymbolsAnalysis(input);
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that a grammar could read in ${input.path}`);
    return analysis.report(input.path, scanned);
  },
});
