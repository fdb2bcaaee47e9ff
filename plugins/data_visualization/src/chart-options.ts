import * as z from 'zod';
import type { Look } from './draw/chart.ts';
import { MAX_POINTS, MAX_SIDE, MIN_SIDE } from './limits.ts';
import { cleanText } from './read/label.ts';

const text = z.string().max(2_000);

/** The parameters that every chart has. */
export const frameOptions = {
  width: z
    .int()
    .min(MIN_SIDE)
    .max(MAX_SIDE)
    .default(480)
    .meta({ description: 'In pixels; the picture shrinks where there is less room.' }),
  height: z
    .int()
    .min(MIN_SIDE)
    .max(MAX_SIDE)
    .optional()
    .meta({ description: 'In pixels; chosen from the content unless given, and more where title and names need it.' }),
  id: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'use letters, digits, "_" and "-", starting with a letter')
    .optional()
    .meta({ description: 'The id of the svg element; made from the content unless given.' }),
  format: z.enum(['svg', 'png']).optional().meta({
    description: 'The file that is written: what output_path ends in, else svg. With png a file is always written.',
  }),
  scale: z
    .number()
    .min(0.5)
    .max(8)
    .default(2)
    .meta({ description: 'Pixels of a PNG for each pixel of width and height; at most 16 million in all.' }),
  output_path: z
    .string()
    .regex(/\.(?:svg|png)$/i, 'use a name that ends in .svg or .png')
    .max(500)
    .optional()
    .meta({ description: 'Also writes the chart to this file below the artifacts of the step.' }),
  show_plot: z.literal(false).optional().meta({ description: 'Read for existing definitions; nothing is shown.' }),
};

export const axisOptions = {
  x_label: text.optional().meta({ description: 'What the horizontal axis means.' }),
  y_label: text.optional().meta({ description: 'What the vertical axis means.' }),
};

export const accentOption = {
  color: z
    .string()
    .regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, 'use #rgb or #rrggbb')
    .optional()
    .meta({ description: 'Replaces the first colour, in both schemes.' }),
};

export const titleOption = (fallback: string): z.ZodDefault<z.ZodString> =>
  text.default(fallback).meta({ description: 'Stands above the chart; nothing does where it is empty.' });

/** `data` is read by hand: what is wrong with it is then named by its place, and its size is checked before its content. */
export const dataOption = (description: string): z.ZodOptional<z.ZodUnknown> =>
  z
    .unknown()
    .meta({ description, type: ['object', 'array'] })
    .optional();

/** A list that is read by hand, like `data`. */
export const listOption = (items: 'number' | 'label' | 'number or list'): z.ZodOptional<z.ZodArray<z.ZodUnknown>> =>
  z
    .array(z.unknown())
    .max(MAX_POINTS)
    .meta({ description: `Each a ${items}.` })
    .optional();

export const keyOption = (fallback: string, description: string): z.ZodDefault<z.ZodString> =>
  z.string().min(1).max(200).default(fallback).meta({ description });

interface WrittenLook {
  readonly title: string;
  readonly x_label?: string | undefined;
  readonly y_label?: string | undefined;
  readonly width: number;
  readonly height?: number | undefined;
  readonly color?: string | undefined;
}

/** The parameters as the drawing functions take them. */
export function lookOf(written: WrittenLook): Look {
  return {
    title: cleanText(written.title),
    xLabel: named(written.x_label),
    yLabel: named(written.y_label),
    width: written.width,
    height: written.height,
    accent: written.color?.toLowerCase(),
  };
}

function named(label: string | undefined): string | undefined {
  const clean = cleanText(label ?? '');
  return clean === '' ? undefined : clean;
}
