import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { analyzeTogether } from '../combined-analysis.ts';
import { analysisTypes, combinedReportSchema } from '../combined-report.ts';
import { hasOnePath, onePath, pathOf, projectRootShape } from '../project/python-spellings.ts';
import { selectionShape } from '../project/selection-input.ts';
import { cloneLimitsShape } from './find-duplicates.ts';

export const analyzeProject = defineAction({
  title: 'Analyze a project',
  description:
    'Quality, complexity, duplicates, import cycles and size in one pass over the files, and symbols where asked. Nothing of the project is run.',
  input: z
    .strictObject({
      ...selectionShape,
      ...projectRootShape,
      target_paths: selectionShape.include.describe('Another name for `include`.'),
      ...cloneLimitsShape,
      analysis_types: z
        .array(z.enum(analysisTypes))
        .min(1)
        .default(analysisTypes.filter((type) => type !== 'symbols'))
        .meta({ description: 'All but the symbols unless given.' }),
      max_findings: z.int().min(0).max(10_000).default(500).meta({ description: 'Findings listed; all are counted.' }),
      limit: z
        .int()
        .min(0)
        .max(10_000)
        .default(100)
        .meta({ description: 'Functions, files, pairs of duplicates, cycles and symbols listed, of each.' }),
    })
    .refine(hasOnePath, onePath),
  output: combinedReportSchema,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [{ title: 'Everything about a folder', input: { path: './src' } }],
  run: (context, input) =>
    analyzeTogether(
      context,
      { ...input, path: pathOf(input), include: [...input.include, ...input.target_paths] },
      {
        types: input.analysis_types,
        maxFindings: input.max_findings,
        limit: input.limit,
        minLines: input.min_lines,
        minTokens: input.min_tokens,
      },
    ),
});
