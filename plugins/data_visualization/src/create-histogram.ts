import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import {
  accentOption,
  axisOptions,
  dataOption,
  frameOptions,
  keyOption,
  lookOf,
  titleOption,
} from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawHistogram } from './draw/draw-histogram.ts';
import { readSamples } from './read/samples.ts';

const input = z.strictObject({
  data: dataOption('A list of numbers, an object of name to number, or a list of records.'),
  bins: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .meta({ description: 'About so many ranges; their edges are round numbers.' }),
  value_key: keyOption('value', 'The member of a record that is its number.'),
  title: titleOption('Histogram'),
  ...axisOptions,
  ...accentOption,
  ...frameOptions,
});

export const createHistogram = defineAction({
  title: 'Create histogram',
  description: 'How many numbers lie in each of some equal ranges, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Complexities', input: { data: [1, 1, 2, 3, 5, 8], bins: 5, x_label: 'Complexity' } }],
  async run(context, parameters) {
    const samples = readSamples(parameters.data, parameters.value_key);
    const look = lookOf(parameters);
    const chart = drawHistogram(samples, { ...look, bins: parameters.bins });
    return finishChart(context, chart, { ...parameters, title: look.title });
  },
});
