import { expect, test } from 'vitest';
import { schemes } from '../src/page/style.ts';

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(Object.entries(schemes))('text has a contrast of 4.5:1 on every surface in the %s scheme', (_, colours) => {
  for (const surface of [colours.page, colours.card, colours.hover]) {
    for (const text of [colours.ink, colours.muted, colours.accent])
      expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5);
  }
  for (const tone of ['good', 'attention', 'bad'] as const) {
    expect(contrast(colours[tone], colours.card)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours[tone], colours[`${tone}-soft`])).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(colours.ink, colours['neutral-soft'])).toBeGreaterThanOrEqual(4.5);
});
