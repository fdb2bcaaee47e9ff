import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { axisOptions, dataOption, frameOptions, keyOption, listOption, lookOf, titleOption } from './chart-options.ts';
import { chartResult, finishChart } from './chart-result.ts';
import { drawHeatmap } from './draw/draw-heatmap.ts';
import { readMatrix } from './read/matrix.ts';

const input = z.strictObject({
  data: dataOption('A list of rows of numbers, an object of objects of numbers, or a list of records.'),
  x_labels: listOption('label'),
  y_labels: listOption('label'),
  x_key: keyOption('x', 'The member of a record that names its column.'),
  y_key: keyOption('y', 'The member of a record that names its row.'),
  value_key: keyOption('value', 'The member of a record that is its number; records of one cell are added up.'),
  title: titleOption('Heatmap'),
  ...axisOptions,
  ...frameOptions,
});

export const createHeatmap = defineAction({
  title: 'Create heatmap',
  description: 'A table of numbers as cells in nine shades, as accessible SVG.',
  input,
  output: chartResult,
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    {
      title: 'Rows of numbers',
      input: {
        data: [
          [1, 2],
          [3, 4],
        ],
        x_labels: ['a', 'b'],
        y_labels: ['c', 'd'],
      },
    },
  ],
  async run(context, parameters) {
    const matrix = readMatrix({
      data: parameters.data,
      xLabels: parameters.x_labels,
      yLabels: parameters.y_labels,
      xKey: parameters.x_key,
      yKey: parameters.y_key,
      valueKey: parameters.value_key,
    });
    const look = lookOf(parameters);
    return finishChart(context, drawHeatmap(matrix, look), { ...parameters, title: look.title });
  },
});
