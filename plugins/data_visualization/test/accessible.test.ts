import { expect, test } from 'vitest';
import { type ChartName, draw } from './draw.ts';
import { all, walk } from './read-svg.ts';

const inputs: readonly [ChartName, Record<string, unknown>][] = [
  ['create_bar_chart', { data: { a: 1, b: 2 } }],
  ['create_line_plot', { data: [1, 3, 2] }],
  ['create_scatter_plot', { x_data: [1, 2], y_data: [3, 4] }],
  ['create_histogram', { data: [1, 2, 2, 3] }],
  ['create_pie_chart', { data: { a: 1, b: 2 } }],
  [
    'create_heatmap',
    {
      data: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  ['create_box_plot', { data: [1, 2, 3, 9] }],
  ['create_area_chart', { data: [1, 3, 2] }],
];

test.each(inputs)('%s is an image with a name and a description', async (name, input) => {
  const { root, title, description, width, height } = await draw(name, { ...input, title: 'What it is', id: 'it' });
  expect(root.attributes).toMatchObject({
    id: 'it',
    role: 'img',
    'aria-labelledby': 'it-title it-desc',
    viewBox: `0 0 ${width} ${height}`,
    xmlns: 'http://www.w3.org/2000/svg',
  });
  const [heading, words] = root.children;
  expect(heading).toMatchObject({ name: 'title', attributes: { id: 'it-title' }, text: title });
  expect(words).toMatchObject({ name: 'desc', attributes: { id: 'it-desc' }, text: description });
  expect(description.length).toBeGreaterThan(20);
});

test.each(inputs)('%s stands alone: nothing is loaded, nothing is run', async (name, input) => {
  const { root, svg } = await draw(name, input);
  const allowed = new Set(['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'circle', 'text', 'tspan']);
  for (const node of walk(root)) {
    expect(allowed).toContain(node.name);
    expect(Object.keys(node.attributes).filter((key) => /^on|href|^style$/.test(key))).toEqual([]);
  }
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/url\(|@import|https?:/);
});

test.each(inputs)('%s shrinks where there is less room', async (name, input) => {
  const { root } = await draw(name, input);
  expect(all(root, 'style')[0]!.text).toContain('max-width:100%;height:auto');
});

test('charts in one page leave each other alone', async () => {
  const drawn = await Promise.all(inputs.map(([name, input]) => draw(name, input)));
  const ids = drawn.flatMap(({ root }) => [...walk(root)].flatMap(({ attributes }) => attributes.id ?? []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { root } of drawn) {
    const rules = all(root, 'style')[0]!
      .text.replace(/@media [^{]*/g, '')
      .matchAll(/([^{}]+)\{[^{}]*\}/g);
    for (const [, selector = ''] of rules) expect(selector.trim()).toMatch(new RegExp(`^#${root.attributes.id}\\b`));
  }
});

test('equal charts are equal texts', async () => {
  const [first, second] = await Promise.all([0, 1].map(() => draw('create_bar_chart', { data: { a: 1 } })));
  expect(first!.svg).toBe(second!.svg);
});

test('series differ in marker or dash, not in colour alone', async () => {
  const y_data = Array.from({ length: 6 }, (_, line) => [line, line + 1]);
  const few = await draw('create_line_plot', { x_data: [1, 2], y_data });
  const shapes = all(few.root, 'path').filter((node) => /^cx-s\d$/.test(node.attributes.class ?? ''));
  const outline = (d: string): string => d.replace(/^M\S+ \S+?(?=[a-z])/, '');
  expect(new Set(shapes.map((node) => outline(node.attributes.d!))).size).toBe(6);
  const many = await draw('create_line_plot', { x_data: [1, 2], y_data, markers: false });
  const lines = all(many.root, 'path', 'cx-line').slice(6);
  expect(new Set(lines.map((node) => node.attributes['stroke-dasharray'])).size).toBe(6);
});
