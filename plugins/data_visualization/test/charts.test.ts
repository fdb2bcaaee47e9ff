import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ActionDefinition } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { dataVisualization } from '../src/index.ts';
import { draw } from './draw.ts';
import { all, parseSvg, texts } from './read-svg.ts';

const byRule = { 'no-unused': 12, eqeqeq: 3, 'no-empty': 1 };

describe('bar chart', () => {
  test('draws an object of name to number, as a step refers to it', async () => {
    const chart = await draw('create_bar_chart', { data: byRule, title: 'Findings in src' });
    expect(chart).toMatchObject({
      title: 'Findings in src',
      points: 3,
      data_table: {
        columns: ['label', 'value'],
        rows: [
          ['no-unused', 12],
          ['eqeqeq', 3],
          ['no-empty', 1],
        ],
        rows_left_out: 0,
      },
    });
    expect(chart.description).toContain('Largest: no-unused with 12');
    expect(all(chart.root, 'rect', 'cx-bar')).toHaveLength(3);
  });

  test.each([
    ['two lists', { categories: ['no-unused', 'eqeqeq', 'no-empty'], values: [12, 3, 1] }],
    ['records with the default keys', { data: Object.entries(byRule).map(([label, value]) => ({ label, value })) }],
    [
      'records with named keys',
      { data: Object.entries(byRule).map(([rule, n]) => ({ rule, n })), label_key: 'rule', value_key: 'n' },
    ],
    [
      'an object of records',
      { data: Object.fromEntries(Object.entries(byRule).map(([rule, n]) => [rule, { n }])), value_key: 'n' },
    ],
  ])('draws the same picture from %s', async (_, input) => {
    const expected = await draw('create_bar_chart', { data: byRule, title: 'T' });
    expect((await draw('create_bar_chart', { ...input, title: 'T' })).svg).toBe(expected.svg);
  });

  test('sums up what is beyond the limit, and keeps the sum', async () => {
    const data = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`rule-${index}`, index + 1]));
    const { data_table, points } = await draw('create_bar_chart', { data, limit: 4 });
    expect(data_table.rows).toEqual([
      ['rule-49', 50],
      ['rule-48', 49],
      ['rule-47', 48],
      ['rule-46', 47],
      ['other (46)', (46 * 47) / 2],
    ]);
    expect(points).toBe(50);
  });

  test('leaves out what is beyond the limit where a sum has no meaning, and says so', async () => {
    const { data_table, description } = await draw('create_bar_chart', {
      data: { a: 5, b: 3, c: 1 },
      limit: 2,
      rest: 'leave_out',
    });
    expect(data_table.rows).toEqual([
      ['a', 5],
      ['b', 3],
    ]);
    expect(description).toContain('1 smaller one is not drawn.');
  });

  test('sorts by value when asked, and keeps the given order otherwise', async () => {
    const input = { data: { small: 1, large: 9, middle: 4 } };
    const labels = async (sort?: 'given' | 'value') =>
      (await draw('create_bar_chart', { ...input, ...(sort && { sort }) })).data_table.rows.map(([label]) => label);
    expect(await labels()).toEqual(['small', 'large', 'middle']);
    expect(await labels('value')).toEqual(['large', 'middle', 'small']);
  });

  test('lays bars down when their names do not fit side by side, and takes the axis names with them', async () => {
    const data = { 'typescript/no-floating-promises': 3, 'unicorn/no-array-for-each': 2, 'import/no-cycle': 1 };
    const { root, data_table } = await draw('create_bar_chart', { data, x_label: 'Rule', y_label: 'Findings' });
    const [first, second] = all(root, 'rect', 'cx-bar');
    expect(first!.attributes.x).toBe(second!.attributes.x);
    expect(data_table.columns).toEqual(['Rule', 'Findings']);
    const names = all(root, 'text').filter((node) => ['Rule', 'Findings'].includes(node.text.trim()));
    expect(names.filter((node) => node.attributes.transform?.startsWith('rotate')).map((node) => node.text)).toEqual([
      'Rule',
    ]);
  });

  test.each([true, false, undefined])(
    'gives a table of label and value whichever way the bars go (%s)',
    async (horizontal) => {
      const { data_table } = await draw('create_bar_chart', {
        data: { ['a-long-name-that-makes-bars-lie-down'.repeat(2)]: 3 },
        horizontal,
      });
      expect(data_table.columns).toEqual(['label', 'value']);
      expect(data_table.rows[0]![1]).toBe(3);
    },
  );

  test('leaves the axis names to an author who lays the bars down', async () => {
    const { root } = await draw('create_bar_chart', {
      data: { a: 1, b: 2 },
      horizontal: true,
      x_label: 'Count',
      y_label: 'Rule',
    });
    const turned = all(root, 'text').filter((node) => node.attributes.transform?.startsWith('rotate'));
    expect(turned.map((node) => node.text)).toEqual(['Rule']);
  });

  test('leaves out entries without a value and says so', async () => {
    const { data_table, description } = await draw('create_bar_chart', { data: { a: 1, b: null, c: 2 } });
    expect(data_table.rows).toEqual([
      ['a', 1],
      ['c', 2],
    ]);
    expect(description).toContain('1 entry without a value is left out.');
  });

  test('cuts long names and keeps them whole in a tooltip', async () => {
    const label = `src/${'very-long-folder/'.repeat(8)}index.ts`;
    const { root } = await draw('create_bar_chart', { data: { [label]: 3, b: 1 } });
    const [shown] = texts(root).filter((text) => text.startsWith('src/'));
    expect(shown).toMatch(/^src\/.*….*index\.ts$/);
    expect(all(root, 'title').map((node) => node.text)).toContain(`${label}: 3`);
  });
});

describe('line plot', () => {
  test('draws several lines over dates, with a legend', async () => {
    const data = [
      { period: '2026-01', added: 120, deleted: 40 },
      { period: '2026-02', added: 80, deleted: 95 },
      { period: '2026-03', added: 60, deleted: null },
    ];
    const chart = await draw('create_line_plot', { data, label_key: 'period', value_key: ['added', 'deleted'] });
    expect(chart.data_table).toMatchObject({
      columns: ['x', 'added', 'deleted'],
      rows: [
        ['2026-01', 120, 40],
        ['2026-02', 80, 95],
        ['2026-03', 60, null],
      ],
    });
    expect(chart.points).toBe(5);
    expect(texts(chart.root)).toEqual(expect.arrayContaining(['added', 'deleted']));
    expect(chart.description).toContain('added: from 120 at 2026-01 to 60 at 2026-03');
  });

  test('draws lists of lists with line labels', async () => {
    const { data_table } = await draw('create_line_plot', {
      x_data: [1, 2],
      y_data: [
        [1, 2],
        [3, 4],
      ],
      line_labels: ['up', 'higher'],
    });
    expect(data_table).toMatchObject({
      columns: ['x', 'up', 'higher'],
      rows: [
        [1, 1, 3],
        [2, 2, 4],
      ],
    });
  });

  test('keeps the highest and the lowest of many points', async () => {
    const y = Array.from({ length: 50_000 }, (_, index) =>
      index === 31_337 ? 900 : index === 11_111 ? -700 : index % 7,
    );
    const chart = await draw('create_line_plot', { x_data: y.map((_, index) => index), y_data: y });
    expect(chart.svg.length).toBeLessThan(60_000);
    expect(chart.description).toContain('lowest -700 at 11,111, highest 900 at 31,337');
    expect(chart.data_table).toMatchObject({ rows_left_out: 49_000 });
    const [line] = all(chart.root, 'path', 'cx-line');
    const heights = line!.attributes
      .d!.slice(1)
      .split('L')
      .map((pair) => Number(pair.split(',')[1]));
    const grid = all(chart.root, 'path', 'cx-grid').map((node) => Number(/M\S+ (\S+)H/.exec(node.attributes.d!)?.[1]));
    expect(Math.max(...heights)).toBeGreaterThan(grid.filter(Number.isFinite).toSorted((a, b) => b - a)[1]!);
    expect(Math.min(...heights)).toBeLessThan(grid.filter(Number.isFinite).toSorted((a, b) => a - b)[1]!);
  });
});

describe('time axis', () => {
  const months = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`2026-${String(index + 1).padStart(2, '0')}`, index]),
    );

  test.each([
    [1, ['2026-01']],
    [2, ['2026', 'Feb']],
    [3, ['2026', 'Feb', 'Mar']],
    [12, ['2026', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']],
  ])('tells %i months by the month', async (count, expected) => {
    const { root } = await draw('create_area_chart', { data: months(count), title: '' });
    expect(texts(root).filter((text) => /[A-Z]|2026/.test(text))).toEqual(expected);
  });

  test('tells times of day in UTC, whatever the zone of the machine', async () => {
    const data = { '2026-11-20T10:00': 1, '2026-11-20T11:00': 2, '2026-11-20T12:00': 3 };
    const { root } = await draw('create_line_plot', { data, title: '' });
    expect(texts(root)).toEqual(expect.arrayContaining(['10:00', '11:00', '12:00']));
  });
});

describe('scatter plot', () => {
  test('draws records by two of their members and names the points', async () => {
    const data = [
      { file: 'src/a.ts', commits: 12, complexity: 30 },
      { file: 'src/b.ts', commits: 2, complexity: 4 },
    ];
    const chart = await draw('create_scatter_plot', { data, x_key: 'commits', y_key: 'complexity', label_key: 'file' });
    expect(chart.data_table).toMatchObject({
      columns: ['label', 'x', 'y'],
      rows: [
        ['src/a.ts', 12, 30],
        ['src/b.ts', 2, 4],
      ],
    });
    expect(all(chart.root, 'title').map((node) => node.text)).toContain('src/a.ts: 12, 30');
  });

  test('draws 100,000 points in less than a megabyte', async () => {
    const xs = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 10_007);
    const ys = xs.map((_, index) => (index * 104_729) % 9_973);
    const chart = await draw('create_scatter_plot', { x_data: xs, y_data: ys, width: 2000, height: 2000 });
    expect(chart.points).toBe(100_000);
    expect(chart.svg.length).toBeLessThan(1_000_000);
  });
});

describe('histogram', () => {
  test('counts every value once, those on the upper edge too', async () => {
    const { data_table } = await draw('create_histogram', { data: [0, 1, 1, 2, 3, 5, 8, 10], bins: 5 });
    expect(data_table.rows).toEqual([
      [0, 2, 3],
      [2, 4, 2],
      [4, 6, 1],
      [6, 8, 0],
      [8, 10, 2],
    ]);
  });

  test('puts equal values into one bin', async () => {
    const { data_table } = await draw('create_histogram', { data: [4, 4, 4] });
    expect(data_table.rows).toEqual([[3.6, 4.4, 3]]);
  });
});

describe('pie chart', () => {
  test('lists every slice with value and share, the smaller ones summed up', async () => {
    const data = { a: 50, b: 20, c: 10, d: 8, e: 5, f: 4, g: 2, h: 1 };
    const { data_table, root } = await draw('create_pie_chart', { data });
    expect(data_table.rows).toHaveLength(7);
    expect(data_table.rows.at(-1)).toEqual(['other (2)', 3, 0.03]);
    expect(texts(root)).toEqual(expect.arrayContaining(['other (2)', '50%', '3%']));
  });

  test('draws a slice that is the whole', async () => {
    const { root } = await draw('create_pie_chart', { labels: ['all'], sizes: [3] });
    expect(all(root, 'path', 'cx-s1')).toHaveLength(1);
  });
});

describe('heatmap', () => {
  const expected = {
    columns: ['row', 'x', 'y'],
    rows: [
      ['a', 1, 2],
      ['b', 3, 4],
    ],
  };

  test.each([
    [
      'rows of numbers',
      {
        data: [
          [1, 2],
          [3, 4],
        ],
        x_labels: ['x', 'y'],
        y_labels: ['a', 'b'],
      },
    ],
    ['an object of objects', { data: { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } } }],
    [
      'records',
      {
        data: [
          ['a', 'x', 1],
          ['a', 'y', 2],
          ['b', 'x', 1],
          ['b', 'x', 2],
          ['b', 'y', 4],
        ].map(([y, x, value]) => ({ y, x, value })),
      },
    ],
  ])('draws %s', async (_, input) => {
    expect((await draw('create_heatmap', input)).data_table).toMatchObject(expected);
  });

  test('leaves a cell without a value empty', async () => {
    const { root, points } = await draw('create_heatmap', { data: { a: { x: 1 }, b: { y: 2 } } });
    expect(points).toBe(2);
    expect(all(root, 'rect', 'cx-empty')).toHaveLength(2);
  });
});

describe('box plot', () => {
  test('gives quartiles, whiskers and outliers as Tukey defined them', async () => {
    const { data_table } = await draw('create_box_plot', { data: { a: [1, 2, 3, 4, 5, 6, 7, 8, 100] } });
    expect(data_table.rows).toEqual([['a', 9, 1, 3, 5, 7, 8, 1]]);
  });

  test.each([
    ['a list', { data: [1, 2, 3] }, ['Values']],
    ['lists with labels', { data: [[1, 2], [3]], labels: ['one', 'two'] }, ['one', 'two']],
    [
      'records',
      {
        data: [
          { label: 'p', value: 1 },
          { label: 'q', value: 2 },
          { label: 'p', value: 3 },
        ],
      },
      ['p', 'q'],
    ],
    ['an object of numbers', { data: { a: 1, b: 2 } }, ['Values']],
  ])('groups %s', async (_, input, groups) => {
    expect((await draw('create_box_plot', input)).data_table.rows.map(([label]) => label)).toEqual(groups);
  });
});

describe('area chart', () => {
  test('stacks several series', async () => {
    const { description, data_table } = await draw('create_area_chart', {
      x_data: ['a', 'b'],
      y_data: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(description).toMatch(/^Stacked area chart with 2 series/);
    expect(data_table.columns).toEqual(['x', 'Line 1', 'Line 2']);
  });

  test('draws an object of period to number', async () => {
    const { data_table } = await draw('create_area_chart', {
      data: { '2026-01': 3, '2026-02': 5 },
      y_label: 'Commits',
    });
    expect(data_table).toMatchObject({
      columns: ['x', 'Commits'],
      rows: [
        ['2026-01', 3],
        ['2026-02', 5],
      ],
    });
  });
});

describe('files', () => {
  test('writes the chart below the artifacts of the step', async () => {
    let written = '';
    let name = '';
    const { output } = await runAction(
      dataVisualization.actions.create_bar_chart,
      { data: byRule, output_path: 'charts/findings.svg' },
      {
        inspect: async ({ artifacts }) => {
          written = await readFile(`${artifacts}/charts/findings.svg`, 'utf8');
          name = artifacts;
        },
      },
    );
    expect(written).toBe(output.svg);
    expect(relative(name, output.path!)).toBe('charts/findings.svg');
    parseSvg(written);
  });

  test('writes nothing unless asked', async () => {
    expect(await draw('create_bar_chart', { data: byRule })).not.toHaveProperty('path');
  });
});

test('every action has a JSON Schema and runs its own examples', async () => {
  for (const [name, action] of Object.entries<ActionDefinition>(dataVisualization.actions)) {
    // Pages have charts where charts have data.
    const member = name.startsWith('create_') ? 'data' : 'charts';
    expect(z.toJSONSchema(action.input, { io: 'input' })).toHaveProperty(`properties.${member}.description`);
    expect(action.examples?.length).toBeGreaterThan(0);
    for (const example of action.examples ?? []) await runAction(action, example.input);
  }
});
