import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import type { Chart } from './draw/chart.ts';
import { MAX_TABLE_ROWS } from './limits.ts';
import { paintChart } from './png/paint-chart.ts';
import { refuse } from './refuse.ts';
import { svgDocument } from './svg/document.ts';
import { contrast, surface } from './svg/palette.ts';

const dataTableSchema = z
  .object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    rows_left_out: z.int().meta({ description: `Rows beyond the first ${MAX_TABLE_ROWS}.` }),
  })
  .meta({ description: 'What is drawn, as a table.' });

export const chartResult = z.object({
  svg: z.string().meta({ description: 'A whole SVG document that may also be put into an HTML page.' }),
  title: z.string(),
  description: z.string().meta({ description: 'What the chart shows, in words.' }),
  width: z.int(),
  height: z.int(),
  points: z.int().meta({ description: 'Values that were given and had a number.' }),
  path: z.string().optional().meta({ description: 'The written file, with output_path or format png.' }),
  data_table: dataTableSchema,
});
export type ChartResult = z.output<typeof chartResult>;

interface Wanted {
  readonly title: string;
  readonly id?: string | undefined;
  readonly output_path?: string | undefined;
  readonly format?: 'svg' | 'png' | undefined;
  readonly scale: number;
  readonly color?: string | undefined;
}

/** The drawn chart as a step's output; written to a file when that is wanted. */
export async function finishChart(context: ActionContext, chart: Chart, wanted: Wanted): Promise<ChartResult> {
  warnOfFaintColour(context, wanted.color);
  const { title, description } = { title: wanted.title, description: chart.description };
  // An image without a name is announced as a mere image.
  const svg = svgDocument(chart.drawing, { title: title || 'Chart', description, id: wanted.id });
  const file = fileOf(wanted);
  const path =
    file === undefined
      ? undefined
      : await context.artifacts.write(file.name, file.format === 'svg' ? svg : await png(context, chart, wanted.scale));
  return {
    svg,
    title,
    description,
    width: chart.drawing.width,
    height: chart.drawing.height,
    points: chart.points,
    ...(path !== undefined && { path }),
    data_table: chart.table,
  };
}

/** The file to write, if any. @throws ActionError INVALID_PARAMETERS when name and format disagree. */
function fileOf({ output_path: name, format }: Wanted): { name: string; format: 'svg' | 'png' } | undefined {
  if (name === undefined) return format === 'png' ? { name: 'chart.png', format } : undefined;
  const ending = /\.png$/i.test(name) ? 'png' : 'svg';
  if (format === undefined || format === ending) return { name, format: ending };
  return refuse('output_path', `"${name}" does not end in .${format}`, `end it in .${format}, or leave format out`);
}

async function png(context: ActionContext, chart: Chart, scale: number): Promise<Uint8Array> {
  const { bytes, missing } = await paintChart(chart.drawing, scale);
  if (missing.size > 0) {
    const some = [...missing].slice(0, 10).join(' ');
    context.log.warn(
      `the font of PNG pictures has no sign for ${missing.size} characters (${some}): they are boxes there, and right in the SVG`,
    );
  }
  return bytes;
}

const MIN_CONTRAST = 3;

function warnOfFaintColour(context: ActionContext, colour: string | undefined): void {
  if (colour === undefined) return;
  const full = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  for (const scheme of ['light', 'dark'] as const) {
    const ratio = contrast(full, surface[scheme]);
    if (ratio >= MIN_CONTRAST) continue;
    context.log.warn(
      `color ${colour} has a contrast of ${ratio.toFixed(1)}:1 with the ${scheme} background; shapes need ${MIN_CONTRAST}:1 to be seen well`,
    );
  }
}
