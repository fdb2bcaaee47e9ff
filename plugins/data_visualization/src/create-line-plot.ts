import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { lookOf, titleOption } from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawLinePlot } from './draw/draw-line-plot.ts';
import { readSeries } from './read/series.ts';
import { seriesOptions, seriesSource } from './series-options.ts';

const input = z.strictObject({
  ...seriesOptions,
  title: titleOption('Line plot'),
  markers: z
    .boolean()
    .optional()
    .meta({ description: 'A marker at every point (up to 400); unless given, up to 40 points get one.' }),
});

export const createLinePlot = defineAction({
  title: 'Create line plot',
  description: 'One to six lines over numbers, dates or names, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'Two lists', input: { x_data: [1, 2, 3], y_data: [4, 2, 7] } },
    {
      title: 'Records with two numbers',
      input: {
        data: [
          { period: '2026-01', added: 120, deleted: 40 },
          { period: '2026-02', added: 80, deleted: 95 },
        ],
        label_key: 'period',
        value_key: ['added', 'deleted'],
      },
    },
  ],
  async run(context, parameters) {
    const data = readSeries(seriesSource(parameters));
    const look = lookOf(parameters);
    const chart = drawLinePlot(data, { ...look, markers: markersOf(parameters.markers) });
    return finishChart(context, chart, { ...parameters, title: look.title });
  },
});

function markersOf(markers: boolean | undefined): 'auto' | 'always' | 'never' {
  if (markers === undefined) return 'auto';
  return markers ? 'always' : 'never';
}
