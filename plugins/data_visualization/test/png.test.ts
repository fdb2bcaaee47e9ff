import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ActionDefinition } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChartResult, chartResult } from '../src/chart-result.ts';
import { dataVisualization } from '../src/index.ts';
import { seriesPaints } from '../src/svg/palette.ts';
import type { ChartName } from './draw.ts';
import { type Picture, readPng } from './read-png.ts';
import { all, parseSvg } from './read-svg.ts';

interface Painted extends ChartResult {
  readonly bytes: Buffer;
  readonly picture: Picture;
  readonly warnings: readonly string[];
}

async function paint(name: ChartName, input: Readonly<Record<string, unknown>>): Promise<Painted> {
  const action: ActionDefinition = dataVisualization.actions[name];
  let bytes: Buffer = Buffer.alloc(0);
  const file = basename(String(input.output_path ?? 'chart.png'));
  const { output, logs } = await runAction(action, input, {
    inspect: async ({ artifacts }) => {
      bytes = await readFile(`${artifacts}/${file}`);
    },
  });
  return {
    ...chartResult.parse(output),
    bytes,
    picture: readPng(bytes),
    warnings: logs.filter(({ level }) => level === 'warn').map(({ message }) => message),
  };
}

const charts: readonly [ChartName, string][] = [
  ['create_bar_chart', 'bars'],
  ['create_line_plot', 'a line'],
  ['create_scatter_plot', 'points'],
  ['create_histogram', 'bars'],
  ['create_pie_chart', 'slices'],
  ['create_heatmap', 'cells'],
  ['create_box_plot', 'a box'],
  ['create_area_chart', 'an area'],
];
const accent = seriesPaints[0]!.light;

/** How many pixels have each colour. */
function countColours({ width, height, at }: Picture): Map<string, number> {
  const counts = new Map<string, number>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) counts.set(at(x, y), (counts.get(at(x, y)) ?? 0) + 1);
  }
  return counts;
}

describe('given { data, title } and the format png', () => {
  test.each(charts)('when %s draws, then a PNG with %s and a title in two pixels a unit is written', async (name) => {
    const { picture, path, width, height, svg, warnings } = await paint(name, {
      data: { a: 1, b: 2, c: 4 },
      title: 'Größe',
      format: 'png',
    });
    expect(path).toMatch(/chart\.png$/);
    expect([picture.width, picture.height]).toEqual([width * 2, height * 2]);
    expect(svg).toMatch(/^<svg /);
    const counts = countColours(picture);
    if (name !== 'create_heatmap') expect(counts.get(accent) ?? 0).toBeGreaterThan(20);
    expect(counts.size).toBeGreaterThan(20);
    // Letters of the title, which are darker than anything else in its place.
    const titleColours = new Set<string>();
    for (let y = 20; y < 60; y++) for (let x = 32; x < 200; x++) titleColours.add(picture.at(x, y));
    expect(titleColours).toContain('#1b1f24');
    expect(warnings).toEqual([]);
  });
});

describe('given a chart of bars', () => {
  test('when it is painted, then each bar covers the pixels that the SVG says', async () => {
    const scale = 3;
    const { picture, svg } = await paint('create_bar_chart', {
      data: { a: 1, b: 2, c: 3 },
      format: 'png',
      horizontal: false,
      scale,
    });
    const bars = all(parseSvg(svg), 'rect', 'cx-bar');
    expect(bars).toHaveLength(3);
    for (const { attributes } of bars) {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) => Number(attributes[key]) * scale);
      const middle = Math.round(x! + width! / 2);
      expect(picture.at(middle, Math.ceil(y!) + 2)).toBe(accent);
      expect(picture.at(middle, Math.floor(y! + height!) - 3)).toBe(accent);
      expect(picture.at(middle, Math.floor(y!) - 30)).not.toBe(accent);
      expect(picture.at(Math.round(x!) - 6, Math.round(y! + height! / 2))).not.toBe(accent);
    }
  });

  test('when it is painted with a colour of its own, then the bars have it', async () => {
    const { picture } = await paint('create_bar_chart', {
      data: { a: 1 },
      bar_color: '#0a0',
      output_path: 'bars.PNG',
    });
    expect(countColours(picture).get('#00aa00')).toBeGreaterThan(1_000);
  });

  test('when it is painted twice, then the files are the same', async () => {
    const input = { data: { a: 1, b: -2 }, title: 'Twice', output_path: 'twice.png' };
    expect((await paint('create_bar_chart', input)).bytes).toEqual((await paint('create_bar_chart', input)).bytes);
  });

  test('when its names have signs that the font lacks, then that is said and the picture still written', async () => {
    const { warnings } = await paint('create_bar_chart', { data: { 日本: 1, 'a\u202eb': 2 }, format: 'png' });
    expect(warnings).toEqual([expect.stringContaining('no sign for 2 characters (日 本)')]);
  });
});

describe('given a wish that cannot be', () => {
  test.each([
    ['more pixels than are drawn', { width: 2_000, height: 2_000, scale: 4, format: 'png' }, /^scale: .* 8000 by 8000/],
    [
      'a name of the other format',
      { format: 'png', output_path: 'a.svg' },
      /^output_path: "a.svg" does not end in .png/,
    ],
    ['a name of neither', { output_path: 'a.jpg' }, /ends in .svg or .png/],
    ['a name outside of the artifacts', { output_path: '../a.png' }, /a\.png/],
  ])('when asked for %s, then it is refused', async (_, input, message) => {
    const action = dataVisualization.actions.create_bar_chart;
    await expect(
      runAction<typeof action.input, typeof action.output>(action, { data: { a: 1 }, ...Object(input) }),
    ).rejects.toThrow(message);
  });
});

test('given any numbers under any names, when painted, then every chart is a whole picture of its size', async () => {
  const names = charts.map(([name]) => name);
  const value = fc.oneof(fc.integer({ min: -5, max: 50 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
  const data = fc.dictionary(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), value, {
    minKeys: 1,
    maxKeys: 30,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), data, fc.integer({ min: 200, max: 600 }), async (name, given, side) => {
      const positive = Object.fromEntries(Object.entries(given).map(([key, number]) => [key, Math.abs(number)]));
      const input = { data: name === 'create_pie_chart' ? { ...positive, more: 1 } : given, width: side, scale: 0.5 };
      const { picture, width, height } = await paint(name, { ...input, format: 'png' });
      expect([picture.width, picture.height]).toEqual([Math.ceil(width / 2), Math.ceil(height / 2)]);
    }),
    { numRuns: 60 },
  );
});
