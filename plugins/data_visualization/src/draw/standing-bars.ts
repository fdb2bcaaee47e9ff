import { categoryAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import { element, type Markup } from '../svg/element.ts';
import type { Block } from '../svg/heading.ts';
import { numberText, shortNumberText } from '../svg/number-text.ts';
import { fontSize, textWidth } from '../svg/text.ts';
import { type Look, usualHeight } from './chart.ts';
import { fillClass } from './lying-bars.ts';
import type { ShownValue } from './top-values.ts';

const MIN_STEP = 10;
const ROOM_BESIDE_BARS = 90;

/** How many standing bars stay visible in the given width. */
export const barsThatFit = (width: number): number =>
  Math.max(1, Math.floor((width - ROOM_BESIDE_BARS) / MIN_STEP) - 1);

/** Bars from the axis upwards; their values are written above them where there is room. */
export function standingBars(
  items: readonly ShownValue[],
  look: Look,
  heading: Block,
): { readonly height: number; readonly body: readonly Markup[] } {
  const plot = plotUpwards({
    width: look.width,
    height: look.height ?? usualHeight(look.width),
    top: heading.height + fontSize.value,
    extent: extentOf(
      items.map((item) => item.value),
      'zero',
    ),
    bottomAxis: (span) =>
      categoryAxis(
        items.map((item) => item.label),
        span,
        'all',
      ),
    labels: { x: look.xLabel, y: look.yLabel },
  });
  const { step, x } = plot.axis;
  const width = Math.min(step * 0.7, 72);
  const texts = items.map((item) => shortNumberText(item.value));
  const roomForValues = texts.every((text) => textWidth(text, fontSize.value) + 4 <= step);
  const bars = items.map((item, index) => {
    const [foot, end] = [plot.y(0), plot.y(item.value)];
    const place = { x: x(index) - width / 2, y: Math.min(foot, end), width, height: Math.abs(foot - end) };
    const value = { x: x(index), y: item.value < 0 ? end + 14 : end - 5, 'text-anchor': 'middle', class: 'cx-muted' };
    return element('g', {}, [
      element('title', {}, [`${item.label}: ${numberText(item.value)}`]),
      element('rect', { class: `${fillClass(item)} cx-bar`, ...place, rx: Math.min(2, place.height / 2) }),
      ...(roomForValues ? [element('text', value, [texts[index] ?? ''])] : []),
    ]);
  });
  return { height: plot.height, body: [...heading.markup, ...plot.under, ...bars] };
}
