import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { chartsInput } from './page/chart-input.ts';
import { htmlPage, themes } from './page/html-page.ts';

const input = z.strictObject({
  content: z
    .string()
    .max(1_000_000)
    .meta({ description: 'Text; empty lines part paragraphs. Markup in it is shown, not obeyed.' }),
  title: z.string().min(1).max(500).meta({ description: 'The heading of the page, and what the browser calls it.' }),
  theme: z.enum(themes).default('auto').meta({ description: 'auto follows the reader.' }),
  charts: chartsInput.default([]).meta({ description: 'Outputs of charts, shown under the text.' }),
  output_path: z
    .string()
    .regex(/\.html?$/i, 'use a name that ends in .html')
    .max(500)
    .optional()
    .meta({ description: 'Also writes the page to this file below the artifacts of the step.' }),
});

export const renderHtml = defineAction({
  title: 'Render HTML',
  description: 'One self-contained page of a text and of charts, light or dark, that loads and runs nothing.',
  input,
  output: z.object({
    html: z.string(),
    bytes: z.int(),
    path: z.string().optional().meta({ description: 'The written file, with output_path.' }),
  }),
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'A text', input: { content: 'All packages were built.', title: 'Nightly build' } }],
  async run(context, { content, title, theme, charts, output_path }) {
    const html = htmlPage({ title, theme, text: content, charts });
    const path = output_path === undefined ? undefined : await context.artifacts.write(output_path, html);
    return { html, bytes: Buffer.byteLength(html), ...(path !== undefined && { path }) };
  },
});
