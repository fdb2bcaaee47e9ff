import { isNotApplicable } from '@codomyrmex/core';
import { expect, test } from 'vitest';
import { type ChartName, draw } from './draw.ts';
import { all } from './read-svg.ts';

const million = Array.from({ length: 1_000_000 }, () => 1);

const refused: readonly [what: string, chart: ChartName, input: Record<string, unknown>, message: RegExp][] = [
  ['NaN', 'create_bar_chart', { data: { a: Number.NaN } }, /^data\.a: expected a number, got NaN/],
  [
    'Infinity',
    'create_line_plot',
    { data: [1, Number.POSITIVE_INFINITY] },
    /^data\[1\]: expected a number, got Infinity/,
  ],
  ['a number in text', 'create_bar_chart', { data: { a: '12' } }, /^data\.a: expected a number, got the text "12"/],
  [
    'text for data',
    'create_bar_chart',
    { data: 'placeholder' },
    /^data: expected an object of name to number.*"placeholder"/,
  ],
  [
    'a whole result',
    'create_bar_chart',
    { data: { score: 8, by_rule: { a: 1 } } },
    /^data\.by_rule: expected a number, got an object/,
  ],
  ['a million points', 'create_line_plot', { data: million }, /^data: 1000000 values are more than the 100000/],
  [
    'a million names',
    'create_bar_chart',
    { data: Object.fromEntries(million.map((one, index) => [index, one])) },
    /^data: 1000000/,
  ],
  ['a million in two lists', 'create_scatter_plot', { x_data: million, y_data: million }, /Too big|too many|<=100000/i],
  ['a number beyond bounds', 'create_line_plot', { data: [1e300, -1e300] }, /^data\[0\]: .*largest number drawn/],
  ['neither form', 'create_bar_chart', {}, /^data: is missing; give data, or categories and values/],
  [
    'both forms',
    'create_bar_chart',
    { data: { a: 1 }, categories: ['a'], values: [1] },
    /^data: was given together with/,
  ],
  ['one list alone', 'create_pie_chart', { labels: ['a'] }, /^sizes: is missing/],
  ['unequal lists', 'create_scatter_plot', { x_data: [1, 2], y_data: [1] }, /^y_data: has 1 values where x_data has 2/],
  [
    'seven lines',
    'create_line_plot',
    { x_data: [1], y_data: Array.from({ length: 7 }, () => [1]) },
    /^y_data: has 7 lines/,
  ],
  [
    'a line of other length',
    'create_line_plot',
    { x_data: [1, 2], y_data: [[1, 2], [1]] },
    /^y_data\[1\]: has 1 values/,
  ],
  [
    'a member that is not there',
    'create_bar_chart',
    { data: [{ nam: 'a', value: 1 }], label_key: 'name' },
    /^data\[0\]: has no member "name" \(label_key\); it has nam, value/,
  ],
  [
    'a member of every object',
    'create_bar_chart',
    { data: [{ label: 'a' }], value_key: 'constructor' },
    /^data\[0\]: has no member "constructor"/,
  ],
  [
    '__proto__ as member',
    'create_bar_chart',
    { data: [{ label: 'a' }], value_key: '__proto__' },
    /^data\[0\]: has no member "__proto__"/,
  ],
  [
    'a list as label',
    'create_bar_chart',
    { categories: [['a']], values: [1] },
    /^categories\[0\]: expected a label, got a list/,
  ],
  ['a negative slice', 'create_pie_chart', { data: { a: -1, b: 2 } }, /^a: -1 is negative/],
  [
    'a negative layer',
    'create_area_chart',
    { x_data: [1], y_data: [[1], [-1]] },
    /is negative: several series are stacked/,
  ],
  ['a ragged table', 'create_heatmap', { data: [[1, 2], [3]] }, /^data\[1\]: has 1 values where the first row has 2/],
  [
    'a huge table',
    'create_heatmap',
    { data: Array.from({ length: 300 }, () => million.slice(0, 300)) },
    /^data: 300 rows of 300 columns are more/,
  ],
  ['too many groups', 'create_box_plot', { data: Array.from({ length: 61 }, () => [1]) }, /^data: 61 groups are more/],
  ['100,000 pixels', 'create_bar_chart', { data: { a: 1 }, width: 100_000 }, /width/],
  ['no pixels', 'create_bar_chart', { data: { a: 1 }, height: 0 }, /height/],
  [
    'a colour with a rule in it',
    'create_bar_chart',
    { data: { a: 1 }, color: 'red;}*{display:none' },
    /use #rgb or #rrggbb/,
  ],
  ['an id with a selector in it', 'create_bar_chart', { data: { a: 1 }, id: 'a,body' }, /use letters, digits/],
  [
    'a picture that is neither SVG nor PNG',
    'create_bar_chart',
    { data: { a: 1 }, output_path: 'chart.jpg' },
    /ends in .svg or .png/,
  ],
  [
    'a path out of the artifacts',
    'create_bar_chart',
    { data: { a: 1 }, output_path: '../../chart.svg' },
    /not a name for an artifact/,
  ],
  ['an unknown parameter', 'create_bar_chart', { data: { a: 1 }, colour: '#fff' }, /colour/],
];

test.each(refused)('refuses %s', async (_, chart, input, message) => {
  const error: unknown = await draw(chart, input).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'INVALID_PARAMETERS',
    retryable: false,
    message: expect.stringMatching(message),
  });
});

const empty: readonly [string, ChartName, Record<string, unknown>][] = [
  ['an empty object', 'create_bar_chart', { data: {} }],
  ['an empty list', 'create_histogram', { data: [] }],
  ['empty lists', 'create_line_plot', { x_data: [], y_data: [] }],
  ['only missing values', 'create_scatter_plot', { data: [{ x: 1, y: null }] }],
  ['a table of nothing', 'create_heatmap', { data: [] }],
  ['a table of missing values', 'create_heatmap', { data: [[null]] }],
  ['empty groups', 'create_box_plot', { data: { a: [], b: [null] } }],
  ['no series', 'create_area_chart', { data: [] }],
  ['a pie of zeros', 'create_pie_chart', { data: { a: 0 } }],
];

test.each(empty)('does not apply to %s', async (_, chart, input) => {
  const error: unknown = await draw(chart, input).catch((thrown: unknown) => thrown);
  expect(isNotApplicable(error)).toBe(true);
  expect(error).toMatchObject({ message: expect.stringContaining('no data to draw') });
});

test('names like __proto__ are names like any other', async () => {
  const data: unknown = JSON.parse('{ "__proto__": 3, "constructor": 2, "toString": 1 }');
  const { data_table } = await draw('create_bar_chart', { data });
  expect(data_table.rows).toEqual([
    ['__proto__', 3],
    ['constructor', 2],
    ['toString', 1],
  ]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('markup, control characters and turned text in names are shown as text', async () => {
  const data = {
    '</title><script>alert(1)</script>': 1,
    '"><img src=x onerror=alert(1)>': 2,
    ']]>\u0000\u0007\u001b[31m': 3,
    'user\u202egnp.exe': 4,
    '\ud800 lone': 5,
  };
  const { root, svg, data_table } = await draw('create_bar_chart', { data, title: '<b>&amp;</b>', x_label: '\'"<' });
  expect(all(root, 'script')).toEqual([]);
  expect(all(root, 'img')).toEqual([]);
  expect(svg).not.toMatch(/<(?:script|img|b)\b/);
  expect(all(root, 'title')[0]!.text).toBe('<b>&amp;</b>');
  expect(data_table.rows.map(([label]) => label)).toEqual([
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    ']]> [31m',
    'user gnp.exe',
    '\ufffd lone',
  ]);
});

test('a label of a megabyte is cut, in the table too', async () => {
  const { svg, data_table } = await draw('create_bar_chart', { data: { ['x'.repeat(1_000_000)]: 1 } });
  expect(String(data_table.rows[0]![0])).toHaveLength(300);
  expect(svg.length).toBeLessThan(10_000);
});
