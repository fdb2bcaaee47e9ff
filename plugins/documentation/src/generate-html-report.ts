import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { sectionSchema } from './page/report.ts';
import { outputPathOption, reportFiles, writeReport } from './report-files.ts';

const input = z.strictObject({
  title: z.string().min(1).max(500).meta({ description: 'The heading of the page.' }),
  subtitle: z.string().max(2_000).optional().meta({ description: 'A line under the heading; none unless given.' }),
  sections: z.array(sectionSchema).min(1).max(100).meta({ description: 'What the page shows, from top to bottom.' }),
  output_path: outputPathOption,
  data: z.json().optional().meta({ description: 'Goes into the JSON file; what the sections show is there anyway.' }),
});

export const generateHtmlReport = defineAction({
  title: 'Generate HTML report',
  description:
    'One self-contained page of text, cards, tables and charts, readable in light and dark, on a phone and on paper, with its data beside it.',
  input,
  output: z.object(reportFiles),
  effects: ['fs:write'],
  idempotent: true,
  timeout: 120,
  examples: [
    {
      title: 'A text and a table',
      input: {
        title: 'Nightly build',
        sections: [
          {
            title: 'Packages',
            blocks: [
              { kind: 'text', text: 'All packages were built.' },
              { kind: 'table', columns: ['Package', 'Seconds'], rows: [['core', 1.2]] },
            ],
          },
        ],
      },
    },
  ],
  async run(context, { title, subtitle, sections, output_path, data }) {
    const generatedAt = context.now();
    const report = { title, subtitle, generatedAt, sections };
    return writeReport(context, {
      report,
      name: output_path,
      data: {
        schema_version: 1,
        title,
        subtitle: subtitle ?? null,
        generated_at: new Date(generatedAt).toISOString(),
        data: data ?? null,
        sections: sections.map((section) => ({ ...section, blocks: section.blocks.map(withoutPictures) })),
      },
    });
  },
});

/** The JSON file holds the charts' data, not the pictures of it. */
function withoutPictures(block: z.output<typeof sectionSchema>['blocks'][number]): unknown {
  if (block.kind !== 'charts') return block;
  return { ...block, charts: block.charts.map((chart) => (chart === null ? null : { ...chart, svg: undefined })) };
}
