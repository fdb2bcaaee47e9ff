import * as z from 'zod';
import { accentOption, axisOptions, dataOption, frameOptions, keyOption, listOption } from './chart-options.ts';
import { MAX_SERIES } from './limits.ts';
import { cleanText } from './read/label.ts';
import type { SeriesSource } from './read/series.ts';

/** The parameters that line plots and area charts share. */
export const seriesOptions = {
  data: dataOption('An object of name to number, a list of numbers, or a list of records.'),
  x_data: listOption('label'),
  y_data: listOption('number or list'),
  line_labels: listOption('label'),
  label_key: keyOption('label', 'The member of a record that is its place on the horizontal axis.'),
  value_key: z
    .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(MAX_SERIES)])
    .default('value')
    .meta({ description: 'The member of a record that is its number, or several: one series each.' }),
  ...axisOptions,
  ...accentOption,
  ...frameOptions,
};

interface WrittenSeries {
  readonly data?: unknown;
  readonly x_data?: readonly unknown[] | undefined;
  readonly y_data?: readonly unknown[] | undefined;
  readonly line_labels?: readonly unknown[] | undefined;
  readonly label_key: string;
  readonly value_key: string | readonly string[];
  readonly y_label?: string | undefined;
}

export function seriesSource(written: WrittenSeries): SeriesSource {
  const keys = typeof written.value_key === 'string' ? [written.value_key] : written.value_key;
  return {
    data: written.data,
    xData: written.x_data,
    yData: written.y_data,
    lineLabels: written.line_labels,
    labelKey: written.label_key,
    valueKeys: keys,
    name: cleanText(written.y_label ?? keys[0] ?? '') || 'value',
  };
}
