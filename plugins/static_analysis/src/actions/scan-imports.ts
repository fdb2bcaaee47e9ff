import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { ImportsAnalysis } from '../imports/imports-analysis.ts';
import { importsReportSchema } from '../imports/imports-report.ts';
import { hasOnePath, onePath, pathOf, sourceFolderShape } from '../project/python-spellings.ts';
import { scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';

export const scanImports = defineAction({
  title: 'Scan imports',
  description:
    'What every source file imports, with its line, and the files of the project that imports of JavaScript, TypeScript and Python lead to. Nothing of the project is loaded.',
  input: z
    .strictObject({
      ...selectionShape,
      ...sourceFolderShape,
      limit: z.int().min(0).max(50_000).default(5_000).meta({ description: 'Imports listed; all are counted.' }),
    })
    .refine(hasOnePath, onePath),
  output: importsReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'What a package imports', input: { path: './packages/core' } }],
  async run(context, input) {
    const analysis = new ImportsAnalysis();
    const path = pathOf(input);
    const scanned = await scan(context, { ...input, path }, [analysis]);
    if (analysis.files === 0) {
      throw new NotApplicable(`no source files whose imports are understood in ${path}`);
    }
    return analysis.report(path, scanned, input.limit);
  },
});
