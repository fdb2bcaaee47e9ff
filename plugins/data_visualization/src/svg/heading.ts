import { element, type Markup } from './element.ts';
import { seriesClass } from './style.ts';
import { fitText, fontSize, textWidth, wrapBold } from './text.ts';

export const PADDING = 16;

/** Something that takes the full width from the top on, and how much height it took. */
export interface Block {
  readonly markup: readonly Markup[];
  readonly height: number;
}

/** The title in at most two lines, whole in a tooltip when it is cut. */
export function titleBlock(title: string, width: number): Block {
  if (title === '') return { markup: [], height: 12 };
  const lines = wrapBold(title, fontSize.title, { width: width - 2 * PADDING, lines: 2 });
  const lineHeight = fontSize.title * 1.3;
  const cut = lines.join(' ') !== title;
  const text = element('text', { class: 'cx-title', x: PADDING, y: PADDING + fontSize.title * 0.75 }, [
    ...lines.map((line, index) => element('tspan', { x: PADDING, dy: index === 0 ? undefined : lineHeight }, [line])),
    ...(cut ? [element('title', {}, [title])] : []),
  ]);
  return { markup: [text], height: PADDING + lines.length * lineHeight + 6 };
}

const ROW = 20;
const SWATCH = 22;
const BETWEEN = 16;

/** What tells series apart besides their colour: markers on the line where there are few points, else dashes. */
export type Sign = 'marker' | 'dash';

interface LegendRoom {
  readonly width: number;
  /** Where the legend starts. */
  readonly top: number;
  readonly sign: Sign;
}

/** Names of series with their sign, in as many rows as needed; nothing for a single series. */
export function legendBlock(names: readonly string[], room: LegendRoom): Block {
  if (names.length < 2) return { markup: [], height: 0 };
  const available = room.width - 2 * PADDING;
  const markup: Markup[] = [];
  let x = PADDING;
  let row = 0;
  for (const [index, name] of names.entries()) {
    const text = fitText(name, fontSize.label, available - SWATCH);
    const width = SWATCH + textWidth(text, fontSize.label);
    if (x > PADDING && x + width > room.width - PADDING) {
      x = PADDING;
      row += 1;
    }
    const y = room.top + row * ROW + ROW / 2;
    const line = { class: `${seriesClass(index)} cx-line`, d: `M${x} ${y}h16` };
    markup.push(
      ...(room.sign === 'marker'
        ? [element('path', line), element('path', { class: seriesClass(index), d: marker(index, x + 8, y) })]
        : [element('path', { ...line, 'stroke-dasharray': dashes(index) })]),
      element('text', { x: x + SWATCH, y, dy: '.35em' }, [
        text,
        ...(text === name ? [] : [element('title', {}, [name])]),
      ]),
    );
    x += width + BETWEEN;
  }
  return { markup, height: (row + 1) * ROW + 4 };
}

/** The dash pattern of a series' line; the first is solid. */
export function dashes(series: number): string | undefined {
  return [undefined, '8 5', '2 5', '12 5 2 5', '5 4', '16 6'][series];
}

const shapes: readonly ((size: number) => string)[] = [
  (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (r) => `m0 ${-r * 1.3}l${r * 1.2} ${r * 2.2}h${-2.4 * r}z`,
  (r) => `m0 ${-r * 1.35}l${r * 1.35} ${r * 1.35}l${-r * 1.35} ${r * 1.35}l${-r * 1.35} ${-r * 1.35}z`,
  (r) => `m0 ${r * 1.3}l${r * 1.2} ${-r * 2.2}h${-2.4 * r}z`,
  (r) => `m${-r * 1.2} ${-r * 0.5}h${r * 2.4}v${r}h${-r * 2.4}z`,
];

/** The path of a series' marker around a point: circle, square, triangle, diamond, triangle down, bar. */
export function marker(series: number, x: number, y: number): string {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const shape = (shapes[series % shapes.length] ?? shapes[0])?.(3.2) ?? '';
  return `M${round(x)} ${round(y)}${shape.replace(/-?\d+\.\d+/g, (number) => String(round(Number(number))))}`;
}
