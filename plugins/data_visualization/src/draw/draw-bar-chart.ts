import type { LabelledValue, LabelledValues } from '../read/labelled-values.ts';
import { titleBlock } from '../svg/heading.ts';
import { numberText } from '../svg/number-text.ts';
import { fontSize, textWidth } from '../svg/text.ts';
import { type Chart, counted, dataTable, type Look, leftOutText } from './chart.ts';
import { lyingBars, rowsThatFit } from './lying-bars.ts';
import { barsThatFit, standingBars } from './standing-bars.ts';
import { type Selection, type ShownValue, topValues } from './top-values.ts';

export interface BarOptions extends Look, Selection {
  /** `auto`: bars stand while their names fit side by side under them, and lie otherwise. */
  readonly direction: 'auto' | 'lying' | 'standing';
}

/** One bar per value, all from 0, lengths proportional to the values. */
export function drawBarChart({ items, leftOut }: LabelledValues, options: BarOptions): Chart {
  const heading = titleBlock(options.title, options.width);
  const lying = options.direction === 'auto' ? !fitSideBySide(items, options) : options.direction === 'lying';
  const room = lying ? rowsThatFit(options.height, heading.height) : barsThatFit(options.width);
  const shown = topValues(items, { ...options, limit: Math.min(options.limit, room) });
  const look = { ...options, ...axisNamesFor(options, lying) };
  const { height, body } = lying ? lyingBars(shown, look, heading) : standingBars(shown, look, heading);
  const [name, value] = lying ? [look.yLabel, look.xLabel] : [look.xLabel, look.yLabel];
  return {
    drawing: {
      width: options.width,
      height,
      body,
      style: { series: 1, ramp: false, accent: options.accent },
    },
    description: `Bar chart with ${counted(shown.length, 'bar')}. ${extremes(items)}${beyondLimit(items, shown)}${leftOutText(leftOut)}`,
    points: items.length,
    table: dataTable(
      [name ?? 'label', value ?? 'value'],
      shown.map((item) => [item.label, item.value]),
    ),
  };
}

/**
 * The author's axis names belong to the author's picture: bars that were laid down by us take the names with them, while
 * for bars that the author wants lying `x_label` already is the name under the plot.
 */
function axisNamesFor(options: BarOptions, lying: boolean): Pick<Look, 'xLabel' | 'yLabel'> {
  return lying && options.direction === 'auto'
    ? { xLabel: options.yLabel, yLabel: options.xLabel }
    : { xLabel: options.xLabel, yLabel: options.yLabel };
}

const ROOM_BESIDE_BARS = 90;

function fitSideBySide(items: readonly LabelledValue[], { width, limit }: BarOptions): boolean {
  const count = Math.min(items.length, limit + 1);
  const step = (width - ROOM_BESIDE_BARS) / count;
  return count <= 24 && items.every((item) => textWidth(item.label, fontSize.label) + 8 <= step);
}

function beyondLimit(items: readonly LabelledValue[], shown: readonly ShownValue[]): string {
  const count = items.length - shown.reduce((sum, item) => sum + item.count, 0);
  return count === 0 ? '' : ` ${counted(count, 'smaller one')} ${count === 1 ? 'is' : 'are'} not drawn.`;
}

/** Largest and smallest in words, and the sum. */
function extremes(items: readonly LabelledValue[]): string {
  const [first] = items;
  if (first === undefined) return '';
  let [largest, smallest, sum] = [first, first, 0];
  for (const item of items) {
    if (item.value > largest.value) largest = item;
    if (item.value < smallest.value) smallest = item;
    sum += item.value;
  }
  if (items.length === 1) return `${largest.label}: ${numberText(largest.value)}.`;
  return `Largest: ${largest.label} with ${numberText(largest.value)}. Smallest: ${smallest.label} with ${numberText(smallest.value)}. Sum: ${numberText(sum)}.`;
}
