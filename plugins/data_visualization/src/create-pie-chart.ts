import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { dataOption, frameOptions, keyOption, listOption, lookOf, titleOption } from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawPieChart } from './draw/draw-pie-chart.ts';
import { readLabelledValues } from './read/labelled-values.ts';

const input = z.strictObject({
  data: dataOption('An object of name to number, or a list of records.'),
  labels: listOption('label'),
  sizes: listOption('number'),
  label_key: keyOption('label', 'The member of a record that names its slice.'),
  value_key: keyOption('value', 'The member of a record that is its number.'),
  title: titleOption('Pie chart'),
  sort: z.enum(['given', 'value']).default('given').meta({ description: 'As the data came, or largest first.' }),
  limit: z
    .int()
    .min(1)
    .max(6)
    .default(6)
    .meta({ description: 'Slices at most; the rest is summed up as "other". More cannot be told apart.' }),
  ...frameOptions,
});

export const createPieChart = defineAction({
  title: 'Create pie chart',
  description: 'Shares of a whole as slices with a list of their values, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Lines by language', input: { labels: ['TypeScript', 'CSS'], sizes: [820, 180] } }],
  async run(context, parameters) {
    const values = readLabelledValues({
      data: parameters.data,
      labels: parameters.labels,
      values: parameters.sizes,
      names: ['labels', 'sizes'],
      labelKey: parameters.label_key,
      valueKey: parameters.value_key,
    });
    const look = lookOf(parameters);
    const chart = drawPieChart(values, { ...look, limit: parameters.limit, order: parameters.sort });
    return finishChart(context, chart, { ...parameters, title: look.title });
  },
});
