import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { frameOptions, titleOption } from './chart-options.ts';
import { chartResult } from './chart-result.ts';
import { createBarChart } from './create-bar-chart.ts';
import { analysisCounts } from './read/analysis-counts.ts';

const input = z.strictObject({
  data: z
    .unknown()
    .meta({ description: 'What an analysis gave: numbers by name, findings, or an object that holds such.' }),
  member: z.string().optional().meta({ description: 'The member of data to draw; the most telling one unless given.' }),
  title: titleOption('Analysis'),
  ...frameOptions,
});

/** Definitions of the Python system draw the result of whatever analysis came before, without saying which numbers of it. */
export const createAnalysisChart = defineAction({
  title: 'Create analysis chart',
  description:
    'Bars of the numbers in the result of an analysis: counts by severity, rule or language, or its own figures.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'Insights by severity', input: { data: { counts: { high: 1, medium: 4 }, summary: 'five insights' } } },
    { title: 'Findings', input: { data: [{ rule: 'eqeqeq', severity: 'high' }], title: 'Findings by severity' } },
  ],
  run(context, { data, member, ...options }) {
    const { counts, from } = analysisCounts(data, member);
    if (from !== '') context.log.info(`drawn: ${from}`);
    return createBarChart.run(context, createBarChart.input.parse({ ...options, data: counts }));
  },
});
