import { join } from 'node:path/posix';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type ChartInput, chartsInput } from './page/chart-input.ts';
import { htmlPage, paragraphTexts, themes } from './page/html-page.ts';
import { visibleText } from './read/label.ts';

const input = z.strictObject({
  output_dir: z
    .string()
    .min(1)
    .max(400)
    .default('report')
    .meta({ description: 'A folder below the artifacts of the step.' }),
  report_type: z
    .enum(['html', 'markdown'])
    .default('html')
    .meta({ description: 'One page with the charts in it, or Markdown with an SVG file for each chart.' }),
  title: z.string().min(1).max(500).default('Report').meta({ description: 'The heading of the report.' }),
  summary: z.string().max(1_000_000).default('').meta({ description: 'Text before the charts.' }),
  charts: chartsInput.min(1).meta({ description: 'Outputs of charts.' }),
  theme: z.enum(themes).default('auto').meta({ description: 'Of the page; auto follows the reader.' }),
});
type Input = z.output<typeof input>;

export const generateReport = defineAction({
  title: 'Generate report',
  description: 'A report of charts as one HTML page, or as Markdown with the charts beside it.',
  input,
  output: z.object({
    path: z.string().meta({ description: 'The report.' }),
    files: z.array(z.string()).meta({ description: 'Everything that was written.' }),
    charts: z.int(),
  }),
  effects: ['fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'One chart', input: { charts: [{ svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' }] } }],
  async run(context, parameters) {
    const files =
      parameters.report_type === 'html' ? await html(context, parameters) : await markdown(context, parameters);
    return { path: files.at(-1) ?? '', files, charts: parameters.charts.length };
  },
});

async function html(context: ActionContext, { output_dir, title, theme, summary, charts }: Input): Promise<string[]> {
  const page = htmlPage({ title, theme, text: summary, charts });
  return [await context.artifacts.write(join(output_dir, 'report.html'), page)];
}

/** The text last, so that whoever sees it finds the charts beside it. */
async function markdown(context: ActionContext, { output_dir, title, summary, charts }: Input): Promise<string[]> {
  const files: string[] = [];
  for (const [index, { svg }] of charts.entries()) {
    files.push(await context.artifacts.write(join(output_dir, fileOf(index)), svg));
  }
  const text = [
    `# ${inert(title)}`,
    ...paragraphTexts(summary).map((part) => part.split('\n').map(inert).join('\n')),
    ...charts.flatMap(sectionOf),
  ].join('\n\n');
  return [...files, await context.artifacts.write(join(output_dir, 'report.md'), `${text}\n`)];
}

const fileOf = (index: number): string => `chart-${index + 1}.svg`;

function sectionOf({ title, description }: ChartInput, index: number): string[] {
  const name = inert(title) || `Chart ${index + 1}`;
  return [`## ${name}`, `![${name}](${fileOf(index)})`, ...(description === '' ? [] : [inert(description)])];
}

/** A line of text as Markdown shows it: what Markdown or HTML would read as markup is escaped. */
const inert = (text: string): string =>
  visibleText(text)
    .trim()
    .replace(/[\\`*_{}[\]()<>#+!|~&]/g, '\\$&')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-=]/, '\\$&');
