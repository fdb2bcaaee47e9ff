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
import { drawBarChart } from './draw/draw-bar-chart.ts';
import { readLabelledValues } from './read/labelled-values.ts';

const input = z.strictObject({
  data: dataOption('An object of name to number, or a list of records.'),
  categories: listOption('label'),
  values: listOption('number'),
  label_key: keyOption('label', 'The member of a record that names its bar.'),
  value_key: keyOption('value', 'The member of a record that is its number.'),
  title: titleOption('Bar chart'),
  ...axisOptions,
  horizontal: z
    .boolean()
    .optional()
    .meta({ description: 'Lying bars; unless given, bars lie when their names do not fit side by side.' }),
  sort: z.enum(['given', 'value']).default('given').meta({ description: 'As the data came, or largest first.' }),
  limit: z.int().min(1).max(100).default(30).meta({ description: 'Bars at most; fewer where they do not fit.' }),
  rest: z
    .enum(['sum', 'leave_out'])
    .default('sum')
    .meta({ description: 'What is beyond the limit: one more bar, "other", or nothing where a sum has no meaning.' }),
  ...accentOption,
  bar_color: accentOption.color.meta({ description: 'Another name of color.' }),
  ...frameOptions,
});

export const createBarChart = defineAction({
  title: 'Create bar chart',
  description: 'Bars whose lengths are proportional to named numbers, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'Findings by rule', input: { data: { 'no-unused': 12, eqeqeq: 3 }, title: 'Findings by rule' } },
    { title: 'Two lists', input: { categories: ['a', 'b'], values: [1, 2], y_label: 'Count' } },
  ],
  async run(context, { bar_color, ...written }) {
    const parameters = { ...written, color: written.color ?? bar_color };
    const values = readLabelledValues({
      data: parameters.data,
      labels: parameters.categories,
      values: parameters.values,
      names: ['categories', 'values'],
      labelKey: parameters.label_key,
      valueKey: parameters.value_key,
    });
    const look = lookOf(parameters);
    const chart = drawBarChart(values, {
      ...look,
      direction: directionOf(parameters.horizontal),
      limit: parameters.limit,
      order: parameters.sort,
      rest: parameters.rest,
    });
    return finishChart(context, chart, { ...parameters, title: look.title });
  },
});

function directionOf(horizontal: boolean | undefined): 'auto' | 'lying' | 'standing' {
  if (horizontal === undefined) return 'auto';
  return horizontal ? 'lying' : 'standing';
}
