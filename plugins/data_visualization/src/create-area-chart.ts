import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { lookOf, titleOption } from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawAreaChart } from './draw/draw-area-chart.ts';
import { readSeries } from './read/series.ts';
import { seriesOptions, seriesSource } from './series-options.ts';

const input = z.strictObject({ ...seriesOptions, title: titleOption('Area chart') });

export const createAreaChart = defineAction({
  title: 'Create area chart',
  description: 'Areas over numbers, dates or names, stacked where there are several, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Commits a month', input: { data: { '2026-01': 31, '2026-02': 12 }, title: 'Commits a month' } }],
  async run(context, parameters) {
    const data = readSeries(seriesSource(parameters));
    const look = lookOf(parameters);
    return finishChart(context, drawAreaChart(data, look), { ...parameters, title: look.title });
  },
});
