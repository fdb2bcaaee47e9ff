import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../src/svg/text.ts';
import { type ChartName, type Drawn, draw } from './draw.ts';
import { all, type Node, overflowingTexts, strayPoints } from './read-svg.ts';

const numbers = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 3, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1e100, max: 1e100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 5e-324, 1e-300, 1e100, -1e100, 0.1 + 0.2, 1e15, 1e15 + 1) },
);
const positive = numbers.map(Math.abs);
const labels = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('', '\u0000', '<&">', '2026-01', '2026-13'),
);
const sides = {
  width: fc.integer({ min: 200, max: 2000 }),
  height: fc.option(fc.integer({ min: 200, max: 2000 }), { nil: undefined }),
  title: fc.oneof(fc.string(), fc.string({ minLength: 100, maxLength: 300 })),
};
const names = { x_label: fc.option(labels, { nil: undefined }), y_label: fc.option(labels, { nil: undefined }) };
const pairs = (value: fc.Arbitrary<number>, maxLength = 60) =>
  fc.array(fc.tuple(labels, value), { minLength: 1, maxLength });

type Input = fc.Arbitrary<Record<string, unknown>>;

const charts: readonly [ChartName, Input][] = [
  [
    'create_bar_chart',
    fc
      .record({
        ...sides,
        ...names,
        items: pairs(numbers),
        horizontal: fc.constantFrom(true, false, undefined),
        limit: fc.integer({ min: 1, max: 100 }),
      })
      .map(({ items, ...rest }) => ({
        ...rest,
        categories: items.map(([label]) => label),
        values: items.map(([, value]) => value),
      })),
  ],
  [
    'create_pie_chart',
    fc
      .record({ ...sides, items: pairs(positive) })
      .filter(({ items }) => items.some(([, value]) => value > 0))
      .map(({ items, ...rest }) => ({
        ...rest,
        labels: items.map(([label]) => label),
        sizes: items.map(([, value]) => value),
      })),
  ],
  [
    'create_line_plot',
    fc
      .record({
        ...sides,
        ...names,
        lines: fc.integer({ min: 1, max: 6 }).chain((count) =>
          fc.array(fc.tuple(fc.oneof(numbers, labels), fc.array(numbers, { minLength: count, maxLength: count })), {
            minLength: 1,
            maxLength: 60,
          }),
        ),
        markers: fc.constantFrom(true, false, undefined),
      })
      .map(({ lines, ...rest }) => ({
        ...rest,
        x_data: lines.map(([x]) => x),
        y_data: lines[0]![1].map((_, index) => lines.map(([, ys]) => ys[index])),
      })),
  ],
  [
    'create_area_chart',
    fc
      .record({
        ...sides,
        ...names,
        points: fc.array(fc.tuple(numbers, positive, positive), { minLength: 1, maxLength: 60 }),
      })
      .map(({ points, ...rest }) => ({
        ...rest,
        x_data: points.map(([x]) => x),
        y_data: [points.map(([, y]) => y), points.map(([, , y]) => y)],
      })),
  ],
  [
    'create_scatter_plot',
    fc
      .record({ ...sides, ...names, points: fc.array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 60 }) })
      .map(({ points, ...rest }) => ({ ...rest, x_data: points.map(([x]) => x), y_data: points.map(([, y]) => y) })),
  ],
  [
    'create_histogram',
    fc.record({
      ...sides,
      ...names,
      data: fc.array(numbers, { minLength: 1, maxLength: 80 }),
      bins: fc.integer({ min: 1, max: 100 }),
    }),
  ],
  [
    'create_heatmap',
    fc.record({
      ...sides,
      ...names,
      data: fc
        .integer({ min: 1, max: 20 })
        .chain((width) =>
          fc.array(fc.array(numbers, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
        ),
    }),
  ],
  [
    'create_box_plot',
    fc
      .record({
        ...sides,
        ...names,
        groups: fc.array(fc.tuple(labels, fc.array(numbers, { minLength: 1, maxLength: 20 })), {
          minLength: 1,
          maxLength: 30,
        }),
      })
      .map(({ groups, ...rest }) => ({
        ...rest,
        data: groups.map(([, values]) => values),
        labels: groups.map(([label]) => label),
      })),
  ],
];

test.each(charts)('%s draws any data as well-formed SVG within its picture', async (name, input) => {
  await fc.assert(
    fc.asyncProperty(input, async (parameters) => {
      const drawn = await draw(name, parameters);
      expect(strayPoints(drawn.root)).toEqual([]);
      expect(overflowingTexts(drawn.root, textWidth)).toEqual([]);
      expect(drawn.width).toBe(parameters.width);
      expect(drawn.height).toBeGreaterThanOrEqual((parameters.height as number | undefined) ?? 0);
      expect(drawn.svg.length).toBeLessThan(500_000);
    }),
  );
});

const ordinary = fc.double({ min: -1e6, max: 1e6, noNaN: true });

function lengths(bars: readonly Node[], along: 'width' | 'height'): number[] {
  return bars.map((bar) => Number(bar.attributes[along]));
}

test.each(['lying', 'standing'] as const)('lengths of %s bars are proportional to their values', async (direction) => {
  await fc.assert(
    fc.asyncProperty(fc.array(ordinary, { minLength: 1, maxLength: 20 }), async (values) => {
      const largest = Math.max(...values.map(Math.abs));
      fc.pre(largest > 1e-3);
      const { root } = await draw('create_bar_chart', {
        categories: values.map((_, index) => `bar ${index}`),
        values,
        horizontal: direction === 'lying',
        width: 800,
      });
      const drawn = lengths(all(root, 'rect', 'cx-bar'), direction === 'lying' ? 'width' : 'height');
      const unit = Math.max(...drawn) / largest;
      for (const [index, value] of values.entries()) expect(drawn[index]).toBeCloseTo(Math.abs(value) * unit, 1);
    }),
  );
});

test('slices of a pie turn by their share of the whole', async () => {
  const { root } = await draw('create_pie_chart', { data: { a: 1, b: 1, c: 2 } });
  const large = all(root, 'path', 'cx-s3')[0]!.attributes.d!;
  const [, sweep] = /A[\d.]+,[\d.]+,0,(\d),1/.exec(large) ?? [];
  expect(sweep).toMatch(/[01]/);
  const ends = [...large.matchAll(/(-?[\d.]+),(-?[\d.]+)(?=[LZ])/g)].map(([, x, y]) => [Number(x), Number(y)]);
  // The half of the circle that starts at the bottom ends at the top.
  expect(ends[0]![0]).toBeCloseTo(0, 1);
});

async function heights(values: readonly number[]): Promise<{ drawn: Drawn; ys: number[] }> {
  const drawn = await draw('create_scatter_plot', { x_data: values.map((_, index) => index), y_data: values });
  return { drawn, ys: all(drawn.root, 'circle').map((node) => Number(node.attributes.cy)) };
}

test('a larger value is never drawn below a smaller one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { minLength: 2, maxLength: 30 }), async (values) => {
      const { ys } = await heights(values);
      const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!);
      for (const [place, index] of order.slice(1).entries())
        expect(ys[index]).toBeLessThanOrEqual(ys[order[place]!]! + 0.01);
    }),
  );
});

test('histograms count every value exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(numbers, { minLength: 1, maxLength: 100 }),
      fc.integer({ min: 1, max: 100 }),
      async (data, bins) => {
        const { data_table } = await draw('create_histogram', { data, bins });
        const rows = data_table.rows.map((row) => row.map(Number));
        expect(rows.reduce((sum, row) => sum + row[2]!, 0)).toBe(data.length);
        for (const [index, row] of rows.slice(1).entries()) expect(row[0]).toBe(rows[index]![1]);
      },
    ),
  );
});
