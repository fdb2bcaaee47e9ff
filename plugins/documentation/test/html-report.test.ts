import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentation } from '../src/index.ts';
import { attribute, byClass, byName, type ReadPage, tableRows, textOf } from './read-html.ts';
import { makeReport } from './run-report.ts';

const { generate_html_report: generateHtmlReport } = documentation.actions;

const sections = [
  {
    title: 'Packages',
    summary: 'Three of them.',
    blocks: [
      { kind: 'text' as const, text: 'First.\n\nSecond.' },
      { kind: 'note' as const, text: 'Small print.' },
      { kind: 'list' as const, items: ['one', 'two'] },
      { kind: 'code' as const, text: 'npm test\n  # indented' },
      { kind: 'cards' as const, cards: [{ label: 'Built', value: 3, note: 'of 3', tone: 'good' as const }] },
      { kind: 'facts' as const, facts: [{ name: 'node', value: '20.19' }] },
      {
        kind: 'table' as const,
        caption: 'Times',
        columns: [
          'Package',
          { label: 'Where', kind: 'code' as const },
          'Seconds',
          { label: 'Share', kind: 'share' as const },
        ],
        rows: [
          ['core', 'packages/core', 1.25, 0.5],
          ['dag', null, 1250.5, 1],
        ],
      },
    ],
  },
  { title: 'Packages' },
];

describe('a report', () => {
  test('shows every block and puts its data beside it', async () => {
    const { output, page, json, html } = await makeReport(generateHtmlReport, {
      title: 'Nightly',
      subtitle: 'All built.',
      sections,
      data: { answer: 42 },
    });
    expect(output.sections).toBe(2);
    expect(output.bytes).toBe(Buffer.byteLength(html));
    expect(textOf(byName(page, 'h1')[0]!)).toBe('Nightly');
    expect(byName(page, 'time').map((each) => attribute(each, 'datetime'))).toEqual(['2026-11-20T12:00:00.000Z']);
    expect(byClass(page, 'text').flatMap((each) => each.childNodes.map(textOf))).toEqual(['First.', 'Second.']);
    expect(textOf(byName(page, 'pre')[0]!)).toBe('npm test\n  # indented');
    expect(textOf(byClass(page, 'card')[0]!)).toBe('✓good: Built3of 3');
    expect(tableRows(page, 'Times')).toEqual([
      ['core', 'packages/core', '1.25', '50%'],
      ['dag', '', '1,250.5', '100%'],
    ]);
    expect(json).toMatchObject({
      schema_version: 1,
      title: 'Nightly',
      data: { answer: 42 },
      sections: [{ title: 'Packages' }, {}],
    });
  });

  test('has a table of contents whose every entry leads somewhere, though titles repeat', async () => {
    const { page } = await makeReport(generateHtmlReport, { title: 'T', sections: [...sections, { title: '…' }] });
    const nav = byName(page, 'nav')[0]!;
    const links = byName(page, 'a').map((each) => attribute(each, 'href')!);
    const ids = page.elements.flatMap((each) => attribute(each, 'id') ?? []);
    expect(textOf(nav)).toBe('PackagesPackages…');
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of links) expect(ids).toContain(link.slice(1));
  });

  test('folds what is long and tells what is only in the JSON file', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => [index, `row ${index}`]);
    const { page, json } = await makeReport(generateHtmlReport, {
      title: 'T',
      sections: [
        { title: 'Long', blocks: [{ kind: 'table', caption: 'Rows', columns: ['n', 'name'], rows, visible: 10 }] },
      ],
    });
    expect(tableRows(page, 'Rows')).toHaveLength(10);
    expect(tableRows(page, 'Rows, more')).toHaveLength(290);
    expect(byName(page, 'summary').map(textOf)).toEqual(['290 more']);
    expect(textOf(byClass(page, 'rest')[0]!)).toBe('200 more are in the JSON file beside this page.');
    expect(json).toHaveProperty('sections[0].blocks[0].rows.length', 500);
  });

  test.each([
    ['another ending', 'report.txt', /ends in .html/],
    ['no name', '.html', /ends in .html/],
    ['a way out of the artifacts', '../report.html', /not a name for an artifact/],
    ['an absolute path', '/tmp/report.html', /not a name for an artifact/],
  ])('refuses %s', async (_, output_path, message) => {
    await expect(runAction(generateHtmlReport, { title: 'T', sections, output_path })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      message: expect.stringMatching(message),
    });
  });

  test('goes into a folder below the artifacts', async () => {
    const { output } = await makeReport(generateHtmlReport, { title: 'T', sections, output_path: 'out/a.html' });
    expect(output.path).toMatch(/out\/a\.html$/);
    expect(output.json_path).toMatch(/out\/a\.json$/);
  });
});

const allowed = new Set(
  'html head meta title style body a header div p h1 h2 h3 nav ol ul li main section dl dt dd span code pre table thead tbody tr th td details summary figure figcaption img i wbr time'.split(
    ' ',
  ),
);

/** What holds of every page, whatever is put into it. */
function expectInert(page: ReadPage): void {
  expect(page.faults).toEqual([]);
  for (const element of page.elements) {
    expect(allowed).toContain(element.tagName);
    for (const { name, value } of element.attrs) {
      expect(name).not.toMatch(/^on/);
      if (name === 'href') expect(value).toMatch(/^#[a-z0-9-]+$/);
      if (name === 'src') expect(value).toMatch(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/=]*$/);
      if (name === 'style') expect(value).toMatch(/^--share:[\d.]+$/);
    }
  }
  const policy = byName(page, 'meta').find((each) => attribute(each, 'http-equiv') === 'Content-Security-Policy')!;
  expect(attribute(policy, 'content')).toContain("default-src 'none'");
  expect(attribute(policy, 'content')).not.toContain('script-src');
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '</style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</td></tr></table>',
    '<!--',
    ']]>',
    '&lt;b&gt;',
    'javascript:alert(1)',
    'a\u202eb\u0000c',
  ),
);
const cell = fc
  .oneof(text, fc.double(), fc.boolean(), fc.constant(null))
  .filter((value) => typeof value !== 'number' || Number.isFinite(value));
const kinds = fc.constantFrom(
  'text' as const,
  'number' as const,
  'code' as const,
  'severity' as const,
  'share' as const,
);
const block = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({ kind: fc.constant('note' as const), text }),
  fc.record({ kind: fc.constant('code' as const), text }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(text, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('cards' as const),
    cards: fc.array(fc.record({ label: text, value: fc.oneof(text, fc.integer()), note: text }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('facts' as const),
    facts: fc.array(fc.record({ name: text, value: cell }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('table' as const),
    caption: text,
    columns: fc.array(fc.oneof(text, fc.record({ label: text, kind: kinds })), { minLength: 1, maxLength: 3 }),
    rows: fc.array(fc.array(cell, { maxLength: 3 }), { maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('charts' as const),
    charts: fc.array(fc.record({ svg: text, title: text, description: text }), { maxLength: 2 }),
  }),
);
const reports = fc.record({
  title: text.filter((title) => title !== ''),
  subtitle: text,
  sections: fc.array(
    fc.record({
      title: text.filter((title) => title !== ''),
      summary: text,
      blocks: fc.array(block, { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
});

const unseen =
  /(?![\t\n\r])\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}|\p{Noncharacter_Code_Point}/u;

/** Text comes out as it went in, but for what is not seen, which must not come out. */
function expectText(read: string, written: string): void {
  expect(read).not.toMatch(unseen);
  if (!unseen.test(written)) expect(read).toBe(written.replace(/\r\n?/g, '\n'));
}

test('whatever is put into a report, the page is well-formed, inert, and shows it as text', async () => {
  await fc.assert(
    fc.asyncProperty(reports, async (report) => {
      const { page } = await makeReport(generateHtmlReport, report);
      expect(page.faults).toEqual([]);
      expectInert(page);
      expectText(textOf(byName(page, 'h1')[0]!), report.title);
      expectText(textOf(byClass(page, 'subtitle')[0]!), report.subtitle);
      for (const [index, heading] of byName(page, 'h2').entries())
        expectText(textOf(heading), report.sections[index]!.title);
    }),
  );
});

test('what is not seen but changes how text reads is shown by its number', async () => {
  const { page } = await makeReport(generateHtmlReport, { title: 'user\u202egnp.exe\u0000', sections });
  expect(textOf(byName(page, 'h1')[0]!)).toBe('user\\u{202e}gnp.exe\\u{0}');
});

describe('charts', () => {
  const chartsOf = async (svg: string): Promise<ReadPage> => {
    const { page } = await makeReport(generateHtmlReport, {
      title: 'T',
      sections: [
        {
          title: 'Charts',
          blocks: [
            {
              kind: 'charts',
              charts: [
                null,
                {
                  svg,
                  title: 'Lines',
                  description: 'Bar chart with 1 bar.',
                  data_table: { columns: ['label', 'value'], rows: [['a', 1]] },
                },
              ],
            },
          ],
        },
      ],
    });
    expectInert(page);
    return page;
  };

  test('are images with their words and their data', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>';
    const page = await chartsOf(svg);
    const [image] = byName(page, 'img');
    expect(attribute(image!, 'alt')).toBe('Lines. Bar chart with 1 bar.');
    expect(Buffer.from(attribute(image!, 'src')!.split(',')[1]!, 'base64').toString()).toBe(svg);
    expect(tableRows(page, 'Data of Lines')).toEqual([['a', '1']]);
  });

  test('with a script in them stay images, in which browsers run none', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><foreignObject/></svg>';
    const page = await chartsOf(svg);
    expect(byName(page, 'img')).toHaveLength(1);
    expect(byName(page, 'script')).toEqual([]);
  });

  test.each([
    ['no SVG', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'it is not SVG'],
    ['SVG of another name space', '<svg xmlns="urn:other"/>', 'it is not SVG'],
    ['broken markup', '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', 'it is not well-formed'],
    [
      'two documents',
      '<svg xmlns="http://www.w3.org/2000/svg"/><svg xmlns="http://www.w3.org/2000/svg"/>',
      'it is not well-formed',
    ],
    ['nothing', '', 'it is not well-formed'],
    [
      'entities that grow',
      '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
      'it has a document type',
    ],
    [
      'a deep nest',
      `<svg xmlns="http://www.w3.org/2000/svg">${'<g>'.repeat(1_300_000)}`,
      'it is nested deeper than 200 levels',
    ],
  ])('that are %s are not shown, and their data is', async (_, svg, reason) => {
    const page = await chartsOf(svg);
    expect(byName(page, 'img')).toEqual([]);
    expect(textOf(byClass(page, 'none')[0]!)).toBe(`Lines cannot be shown: ${reason}.`);
    expect(tableRows(page, 'Data of Lines')).toEqual([['a', '1']]);
  });
});

test('tables that scroll can be reached by keyboard and have a name', async () => {
  const { page } = await makeReport(generateHtmlReport, { title: 'T', sections });
  for (const region of byClass(page, 'scroll')) {
    expect(attribute(region, 'tabindex')).toBe('0');
    expect(attribute(region, 'aria-label')).not.toBe('');
  }
  for (const header of byName(page, 'th')) expect(attribute(header, 'scope')).toBe('col');
});
