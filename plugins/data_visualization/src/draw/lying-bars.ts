import { scaleLinear } from 'd3-scale';
import { centredText } from '../axes/bottom-axis.ts';
import { axisNames } from '../axes/plot.ts';
import { extentOf, fittingAxis } from '../axes/value-axis.ts';
import { MAX_SIDE } from '../limits.ts';
import { element, type Markup } from '../svg/element.ts';
import { type Block, PADDING } from '../svg/heading.ts';
import { numberText, shortNumberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { fitText, fontSize, textWidth } from '../svg/text.ts';
import type { Look } from './chart.ts';
import type { ShownValue } from './top-values.ts';

const ROW = 26;
const MIN_ROW = 16;
const FOOT = 34;
const AXIS_LABEL = fontSize.label * 1.6;
const LABEL_SHARE = 0.42;
const MIN_BAR_ROOM = 40;

/** How many lying bars stay readable in the given height, or in the largest one. */
export function rowsThatFit(height: number | undefined, top: number): number {
  return Math.max(1, Math.floor(((height ?? MAX_SIDE) - top - FOOT - AXIS_LABEL) / MIN_ROW) - 1);
}

/** Bars from left to right, names in a column of their own, each value written at its bar's end. */
export function lyingBars(
  items: readonly ShownValue[],
  look: Look,
  heading: Block,
): Block & { body: readonly Markup[] } {
  const top = heading.height + 6;
  const foot = FOOT + (look.xLabel === undefined ? 0 : AXIS_LABEL);
  const height = look.height ?? Math.min(MAX_SIDE, Math.ceil(top + items.length * ROW + foot));
  const box = { ...columns(items, look), top, bottom: Math.max(height - foot, top + items.length * MIN_ROW) };
  const extent = extentOf(
    items.map((item) => item.value),
    'zero',
  );
  const axis = fittingAxis(extent, box.right - box.left);
  // Values are written at their bars, so the longest one may end between two ticks and use all the room.
  const [low, high] =
    extent.min === 0 && extent.max === 0 ? axis.domain : [Math.min(0, extent.min), Math.max(0, extent.max)];
  const x = scaleLinear([low, high], [box.left, box.right]);
  const row = (box.bottom - box.top) / items.length;
  const shownTicks = axis.ticks.filter(({ value }) => value >= low && value <= high);
  const ticks = shownTicks.flatMap(({ value, text }) => [
    element('path', { class: 'cx-grid', d: `M${x(value).toFixed(2)} ${box.top}V${box.bottom.toFixed(2)}` }),
    centredText(text, { class: 'cx-muted', x: x(value), y: box.bottom + 17, pictureWidth: look.width }),
  ]);
  const bars = items.map((item, index) => {
    const at = { x: Math.min(x(0), x(item.value)), y: box.top + row * index + row * 0.15 };
    return bar(item, {
      ...at,
      width: Math.abs(x(item.value) - x(0)),
      height: row * 0.7,
      nameEnd: box.nameEnd,
      values: box.values,
    });
  });
  const zero = element('path', { class: 'cx-axis', d: `M${x(0).toFixed(2)} ${box.top}V${box.bottom.toFixed(2)}` });
  const total = Math.ceil(box.bottom + foot);
  const markup = [...ticks, ...bars, zero, ...axisNames({ x: look.xLabel, y: look.yLabel }, box, total)];
  return { height: total, markup, body: [...heading.markup, ...markup] };
}

interface Columns {
  readonly nameEnd: number;
  readonly left: number;
  readonly right: number;
  /** Whether there is room to write values at the ends of bars. */
  readonly values: 'written' | 'left out';
}

/** Where names end and bars may lie, with room for the longest value text beyond them. */
function columns(items: readonly ShownValue[], look: Look): Columns {
  const widest = (texts: readonly string[]): number =>
    texts.reduce((most, text) => Math.max(most, textWidth(text, fontSize.label)), 0);
  const names = Math.min(look.width * LABEL_SHARE, widest(items.map((item) => item.label)));
  const values = widest(items.map((item) => shortNumberText(item.value))) + 6;
  const nameEnd = PADDING + (look.yLabel === undefined ? 0 : AXIS_LABEL) + names;
  const [left, right] = [nameEnd + 8, look.width - PADDING];
  const valuesBefore = items.some((item) => item.value < 0) ? values : 0;
  if (right - left - valuesBefore - values < MIN_BAR_ROOM) return { nameEnd, left, right, values: 'left out' };
  return { nameEnd, left: left + valuesBefore, right: right - values, values: 'written' };
}

interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly nameEnd: number;
  readonly values: Columns['values'];
}

function bar(item: ShownValue, { nameEnd, values, ...place }: BarPlace): Markup {
  const middle = place.y + place.height / 2;
  const name = fitText(item.label, fontSize.label, nameEnd - PADDING);
  const beside =
    item.value < 0
      ? { x: place.x - 5, 'text-anchor': 'end' }
      : { x: place.x + place.width + 5, 'text-anchor': 'start' };
  return element('g', {}, [
    element('title', {}, [`${item.label}: ${numberText(item.value)}`]),
    element('text', { x: nameEnd, y: middle, dy: '.35em', 'text-anchor': 'end' }, [name]),
    element('rect', { class: `${fillClass(item)} cx-bar`, ...place, rx: Math.min(2, place.width / 2) }),
    ...(values === 'written'
      ? [element('text', { ...beside, y: middle, dy: '.35em', class: 'cx-muted' }, [shortNumberText(item.value)])]
      : []),
  ]);
}

export const fillClass = (item: ShownValue): string => (item.count > 1 ? 'cx-other' : seriesClass(0));
