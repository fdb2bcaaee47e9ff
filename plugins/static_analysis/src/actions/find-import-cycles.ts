import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { CyclesAnalysis } from '../cycles/cycles-analysis.ts';
import { cyclesReportSchema } from '../cycles/cycles-report.ts';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';

export const findImportCycles = defineAction({
  title: 'Find import cycles',
  description:
    'Modules of JavaScript, TypeScript and Python that import each other in a circle, from their text alone.',
  input: z.strictObject({
    ...selectionShape,
    limit: z.int().min(0).max(10_000).default(100).meta({ description: 'Cycles listed.' }),
  }),
  output: cyclesReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'Cycles of a package', input: { path: './packages/core' } }],
  async run(context, input) {
    const analysis = new CyclesAnalysis();
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) {
      throw new NotApplicable(
        `no source files that import modules in a way known here (JavaScript, TypeScript, Python) in ${input.path}`,
      );
    }
    return analysis.report(input.path, scanned, input.limit);
  },
});
