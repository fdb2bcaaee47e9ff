import { expect, test } from 'vitest';
import { axisLine, contrast, ink, mutedInk, otherFill, ramp, seriesPaints, surface } from '../src/svg/palette.ts';
import { draw } from './draw.ts';

const schemes = ['light', 'dark'] as const;

test.each(schemes)('text has a contrast of 4.5:1 in the %s scheme, on the surface and on every cell', (scheme) => {
  for (const paint of [ink, mutedInk]) expect(contrast(paint[scheme], surface[scheme])).toBeGreaterThanOrEqual(4.5);
  for (const step of ramp) expect(contrast(step.ink[scheme], step.fill[scheme])).toBeGreaterThanOrEqual(4.5);
});

test.each(schemes)('shapes have a contrast of 3:1 in the %s scheme', (scheme) => {
  for (const paint of [...seriesPaints, otherFill, axisLine]) {
    expect(contrast(paint[scheme], surface[scheme])).toBeGreaterThanOrEqual(3);
  }
});

test('contrast is that of WCAG 2', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.478, 3);
});

type Vector = readonly [number, number, number];

// Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
const sights: Readonly<Record<string, readonly [Vector, Vector, Vector]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const map3 = (rows: readonly [Vector, Vector, Vector], vector: Vector): Vector => [
  dot(rows[0], vector),
  dot(rows[1], vector),
  dot(rows[2], vector),
];

function linear(colour: string): Vector {
  const channel = (start: number): number => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function oklab(rgb: Vector): Vector {
  const clamped: Vector = [Math.max(0, rgb[0]), Math.max(0, rgb[1]), Math.max(0, rgb[2])];
  const lms = map3(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clamped,
  );
  return map3(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(lms[0]), Math.cbrt(lms[1]), Math.cbrt(lms[2])],
  );
}

test.each(schemes.flatMap((scheme) => Object.keys(sights).map((sight) => [scheme, sight] as const)))(
  'any two series can be told apart in the %s scheme with %s sight',
  (scheme, sight) => {
    const seen = seriesPaints.map((paint) => oklab(map3(sights[sight]!, linear(paint[scheme]))));
    for (const [index, a] of seen.entries()) {
      for (const b of seen.slice(index + 1))
        expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.1);
    }
  },
);

test('the colours that a chart uses are those of the palette, in both schemes', async () => {
  const { svg } = await draw('create_line_plot', {
    x_data: [1, 2],
    y_data: [
      [1, 2],
      [2, 3],
    ],
    id: 'c',
  });
  const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme:dark)');
  for (const [index, paint] of seriesPaints.slice(0, 2).entries()) {
    expect(light).toContain(`--cx-s${index + 1}:${paint.light};`);
    expect(dark).toContain(`--cx-s${index + 1}:${paint.dark};`);
  }
  expect(svg).not.toContain('--cx-s3');
});

test('an own colour is used in both schemes, with a warning where it is too faint', async () => {
  const faint = await draw('create_bar_chart', { data: { a: 1 }, color: '#FF0' });
  expect(faint.svg.match(/--cx-s1:#ff0;/g)).toHaveLength(3);
  expect(faint.logs).toEqual([
    { level: 'warn', message: expect.stringContaining('color #FF0 has a contrast of 1.1:1 with the light background') },
  ]);
  expect((await draw('create_bar_chart', { data: { a: 1 }, color: '#767676' })).logs).toEqual([]);
});
