import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataVisualization } from '../src/index.ts';
import { draw } from './draw.ts';

const { render_html: renderHtml, generate_report: generateReport } = dataVisualization.actions;

describe('render_html', () => {
  test('given a text and a chart, when rendered, then the page has both and is written where asked', async () => {
    const chart = await draw('create_bar_chart', { data: { a: 1 }, title: 'Bars' });
    let written = '';
    const { output } = await runAction(
      renderHtml,
      { content: 'First.\n\nSecond\nline.', title: 'A page', theme: 'dark', charts: [chart], output_path: 'x/p.html' },
      {
        inspect: async ({ artifacts }) => {
          written = await readFile(join(artifacts, 'x/p.html'), 'utf8');
        },
      },
    );
    expect(written).toBe(output.html);
    expect(output.bytes).toBe(Buffer.byteLength(written));
    expect(written).toContain('<p>First.</p>\n<p>Second\nline.</p>');
    expect(written).toContain(':root{color-scheme:dark;');
    const [, encoded = ''] = /src="data:image\/svg\+xml;base64,([^"]+)" alt="Bars\. /.exec(written) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(chart.svg);
  });

  test('given any text, when rendered, then no tag and no attribute of it is one of the page', async () => {
    const tags = (html: string): string[] => html.match(/<\/?[a-z1!][^>]*>/gi) ?? [];
    const plain = await runAction(renderHtml, { content: 'x', title: 'x', charts: [{ svg: 'x', description: 'x' }] });
    const expected = tags(plain.output.html).map((tag) => tag.replace(/"[^"]*"/g, ''));
    const hostile = fc.constantFrom('<script>', '</title>', '">', "'", '&', '<!--', 'x', '\u202e', '\0', 'javascript:');
    const text = fc.array(hostile, { minLength: 1, maxLength: 6 }).map((parts) => `x${parts.join('')}`);
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const { output } = await runAction(renderHtml, {
          content: given,
          title: given,
          charts: [{ svg: given, title: given, description: given }],
        });
        expect(tags(output.html).map((tag) => tag.replace(/"[^"]*"/g, ''))).toEqual(expected);
        expect(output.html).not.toMatch(/[\0\u202e]/);
      }),
      { numRuns: 30 },
    );
  });
});

describe('generate_report', () => {
  const charts = [
    { svg: '<svg xmlns="http://www.w3.org/2000/svg"/>', title: 'One [a](b)', description: 'It is 3.' },
    { svg: '<svg xmlns="http://www.w3.org/2000/svg" width="2"/>' },
  ];

  test('given charts, when reported as Markdown, then each stands in a file that the text names', async () => {
    let names: string[] = [];
    let text = '';
    const { output } = await runAction(
      generateReport,
      { report_type: 'markdown', output_dir: 'out', title: '# Q1 <b>', summary: '1. first\n\n- second', charts },
      {
        inspect: async ({ artifacts }) => {
          names = await readdir(join(artifacts, 'out'));
          text = await readFile(join(artifacts, 'out/report.md'), 'utf8');
        },
      },
    );
    expect(names.sort()).toEqual(['chart-1.svg', 'chart-2.svg', 'report.md']);
    expect(output).toMatchObject({ charts: 2, path: expect.stringMatching(/out\/report\.md$/) });
    expect(output.files).toHaveLength(3);
    expect(text).toBe(
      `${[
        '# \\# Q1 \\<b\\>',
        '1\\. first',
        '\\- second',
        '## One \\[a\\]\\(b\\)',
        '![One \\[a\\]\\(b\\)](chart-1.svg)',
        'It is 3.',
        '## Chart 2',
        '![Chart 2](chart-2.svg)',
      ].join('\n\n')}\n`,
    );
  });

  test('given charts, when reported as a page, then it is one file with the pictures in it', async () => {
    let page = '';
    await runAction(
      generateReport,
      { charts, title: 'All' },
      {
        inspect: async ({ artifacts }) => {
          page = await readFile(join(artifacts, 'report/report.html'), 'utf8');
        },
      },
    );
    expect(page.match(/<img src="data:image\/svg\+xml;base64,/g)).toHaveLength(2);
  });

  test('given nothing to show, or a folder outside of the artifacts, when asked, then it is refused', async () => {
    await expect(runAction(generateReport, { charts: [] })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(runAction(generateReport, { charts, output_dir: '../../out' })).rejects.toThrow(/out/);
  });
});
