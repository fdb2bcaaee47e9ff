import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { analyzeTogether } from '../combined-analysis.ts';
import { analysisTypes, combinedReportSchema } from '../combined-report.ts';
import { openRoot } from '../project/root.ts';
import { selectionShape } from '../project/selection-input.ts';
import { cloneLimitsShape } from './find-duplicates.ts';

const { max_file_bytes } = selectionShape;

export const analyzeFile = defineAction({
  title: 'Analyze a file',
  description:
    'Findings, complexity, repetitions, size and symbols of one file, generated code too. Nothing of it is run.',
  input: z.strictObject({
    file_path: z.string().min(1).max(4_096).meta({ description: 'Relative to the workspace.' }),
    analysis_types: z
      .array(z.enum(analysisTypes))
      .min(1)
      .default(analysisTypes.filter((type) => type !== 'cycles'))
      .meta({ description: '"cycles" finds a file that imports itself: other files are not read.' }),
    max_file_bytes,
    max_findings: z.int().min(0).max(10_000).default(1_000).meta({ description: 'Findings listed; all are counted.' }),
    limit: z
      .int()
      .min(0)
      .max(10_000)
      .default(1_000)
      .meta({ description: 'Functions, duplicates and symbols listed, of each.' }),
    ...cloneLimitsShape,
  }),
  output: combinedReportSchema,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 120,
  examples: [{ title: 'One file', input: { file_path: './src/main.py' } }],
  run(context, input) {
    if (openRoot(context, input.file_path).kind === 'folder') {
      throw new ActionError(`"${input.file_path}" is a folder: analyze_file looks at one file`, {
        code: 'INVALID_PARAMETERS',
        retryable: false,
        suggestions: ['use analyze_project for a folder'],
      });
    }
    const selection = {
      path: input.file_path,
      include: [],
      exclude: [],
      max_file_bytes: input.max_file_bytes,
      max_files: 1,
    };
    return analyzeTogether(context, selection, {
      types: input.analysis_types,
      maxFindings: input.max_findings,
      limit: input.limit,
      minLines: input.min_lines,
      minTokens: input.min_tokens,
    });
  },
});
