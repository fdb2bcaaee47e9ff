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
import { drawScatterPlot } from './draw/draw-scatter-plot.ts';
import { readPoints } from './read/points.ts';

const input = z.strictObject({
  data: dataOption('An object of name to number, or a list of records.'),
  x_data: listOption('label'),
  y_data: listOption('number'),
  x_key: keyOption('x', 'The member of a record that is its place on the horizontal axis.'),
  y_key: keyOption('y', 'The member of a record that is its place on the vertical axis.'),
  label_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The member of a record that names its point.' }),
  title: titleOption('Scatter plot'),
  ...axisOptions,
  ...accentOption,
  ...frameOptions,
});

export const createScatterPlot = defineAction({
  title: 'Create scatter plot',
  description: 'Points by two numbers, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    {
      title: 'Complexity against change',
      input: {
        data: [{ file: 'src/a.ts', commits: 12, complexity: 30 }],
        x_key: 'commits',
        y_key: 'complexity',
        label_key: 'file',
      },
    },
  ],
  async run(context, parameters) {
    const points = readPoints({
      data: parameters.data,
      xData: parameters.x_data,
      yData: parameters.y_data,
      xKey: parameters.x_key,
      yKey: parameters.y_key,
      labelKey: parameters.label_key,
    });
    const look = lookOf(parameters);
    return finishChart(context, drawScatterPlot(points, look), { ...parameters, title: look.title });
  },
});
