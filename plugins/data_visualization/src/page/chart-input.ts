import * as z from 'zod';

const MAX_SVG = 4 * 1024 * 1024;
const MAX_CHARTS = 50;

/** What of a chart's output a page needs; anything else that it has is left alone. */
export const chartInput = z
  .object({
    svg: z.string().min(1).max(MAX_SVG),
    title: z.string().max(2_000).default(''),
    description: z.string().max(20_000).default(''),
  })
  .meta({ description: 'The output of a chart of this module.' });
export type ChartInput = z.output<typeof chartInput>;

export const chartsInput = z.array(chartInput).max(MAX_CHARTS);
