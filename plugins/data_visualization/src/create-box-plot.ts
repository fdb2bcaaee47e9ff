import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import {
  accentOption,
  axisOptions,
  dataOption,
  frameOptions,
  keyOption,
  listOption,
  lookOf,
  titleOption,
} from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawBoxPlot } from './draw/draw-box-plot.ts';
import { readGroups } from './read/samples.ts';

const input = z.strictObject({
  data: dataOption('A list of numbers, a list of lists, an object of name to list of numbers, or a list of records.'),
  labels: listOption('label'),
  label_key: keyOption('label', 'The member of a record that names its group.'),
  value_key: keyOption('value', 'The member of a record that is its number.'),
  title: titleOption('Box plot'),
  ...axisOptions,
  ...accentOption,
  ...frameOptions,
});

export const createBoxPlot = defineAction({
  title: 'Create box plot',
  description: 'Median, quartiles, whiskers and outliers of groups of numbers, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Two groups', input: { data: { before: [1, 2, 3, 9], after: [1, 1, 2, 2] } } }],
  async run(context, parameters) {
    const groups = readGroups({
      data: parameters.data,
      labels: parameters.labels,
      labelKey: parameters.label_key,
      valueKey: parameters.value_key,
    });
    const look = lookOf(parameters);
    return finishChart(context, drawBoxPlot(groups, look), { ...parameters, title: look.title });
  },
});
