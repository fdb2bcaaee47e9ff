import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { checkGates } from '../gates/check-gates.ts';
import { gatesReportSchema } from '../gates/gates-report.ts';
import { type Gate, listedBy, ordinaryThresholds, thresholdsSchema } from '../gates/thresholds.ts';
import { hasOnePath, onePath, pathOf, projectRootShape } from '../project/python-spellings.ts';
import { selectionShape } from '../project/selection-input.ts';

export const checkQualityGates = defineAction({
  title: 'Check quality gates',
  description:
    'Whether a project keeps within thresholds for findings, complexity, length, duplicates, cycles and comments. Nothing of the project is run.',
  input: z
    .strictObject({
      ...selectionShape,
      ...projectRootShape,
      thresholds: thresholdsSchema
        .refine(
          (thresholds) => Object.keys(thresholds).length > 0,
          'name at least one threshold, or leave them all out',
        )
        .default(ordinaryThresholds)
        .meta({ description: 'The gates; a gate that is not named is not checked.' }),
      on_violation: z
        .enum(['report', 'fail'])
        .default('report')
        .meta({ description: 'Whether a gate that fails also fails the step, with QUALITY_GATE_FAILED.' }),
    })
    .refine(hasOnePath, onePath),
  output: gatesReportSchema,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [
    { title: 'Hold a folder to two gates', input: { path: './src', thresholds: { max_errors: 0, max_nesting: 4 } } },
  ],
  async run(context, input) {
    const path = pathOf(input);
    const report = await checkGates(context, { ...input, path }, input.thresholds);
    if (!report.passed && input.on_violation === 'fail') {
      const gates = report.gates.filter(({ status }) => status === 'failed');
      throw new ActionError(`${path}: ${report.summary}`, {
        code: 'QUALITY_GATE_FAILED',
        retryable: false,
        details: { gates },
        suggestions: ['mend what `details` names, or loosen `thresholds`', ...whatLists(gates.map(({ gate }) => gate))],
      });
    }
    return report;
  },
});

/** Where the places are of what gates of whole projects count. */
function whatLists(failed: readonly Gate[]): readonly string[] {
  const actions = new Set(failed.flatMap((gate) => listedBy[gate] ?? []));
  return [...actions].map((action) => {
    const counted = failed.filter((gate) => listedBy[gate] === action).join(', ');
    return `static_analysis.${action} lists the places of ${counted}`;
  });
}
