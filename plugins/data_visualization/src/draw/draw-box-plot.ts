import { quantileSorted } from 'd3-array';
import { categoryAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import type { Group } from '../read/samples.ts';
import { refuse } from '../refuse.ts';
import { element, type Markup } from '../svg/element.ts';
import { titleBlock } from '../svg/heading.ts';
import { numberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { type Chart, counted, dataTable, type Look, leftOutText, usualHeight } from './chart.ts';

/** Tukey's five numbers: whiskers reach to the last value within 1.5 times the box's height. */
interface Summary {
  readonly label: string;
  readonly count: number;
  readonly low: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly high: number;
  /** Values beyond the whiskers, in ascending order. */
  readonly outliers: readonly number[];
}

const MAX_GROUPS = 60;
const MAX_OUTLIERS = 200;

/** One box per group. @throws ActionError INVALID_PARAMETERS for more than 60 groups. */
export function drawBoxPlot(groups: readonly Group[], options: Look): Chart {
  if (groups.length > MAX_GROUPS) refuse('data', `${groups.length} groups are more than the ${MAX_GROUPS} that fit`);
  const summaries = groups.map(summary);
  const heading = titleBlock(options.title, options.width);
  const plot = plotUpwards({
    width: options.width,
    height: options.height ?? usualHeight(options.width),
    top: heading.height,
    extent: {
      ...extentOf(
        groups.flatMap((group) => group.values),
        'near',
      ),
      whole: false,
    },
    bottomAxis: (span) =>
      categoryAxis(
        groups.map((group) => group.label),
        span,
        'all',
      ),
    labels: { x: options.xLabel, y: options.yLabel },
  });
  const width = Math.min(plot.axis.step * 0.6, 64);
  const boxes = summaries.map((each, index) => box(each, { x: plot.axis.x(index), width, y: plot.y }));
  const leftOut = groups.reduce((sum, group) => sum + group.leftOut, 0);
  return {
    drawing: {
      width: options.width,
      height: plot.height,
      body: [...heading.markup, ...plot.under, ...boxes],
      style: { series: 1, ramp: false, accent: options.accent },
    },
    description: `Box plot of ${counted(groups.length, 'group')}. ${summaries.map(words).join(' ')}${leftOutText(leftOut)}`,
    points: groups.reduce((sum, group) => sum + group.values.length, 0),
    table: dataTable(
      ['label', 'count', 'low', 'lower_quartile', 'median', 'upper_quartile', 'high', 'outliers'],
      summaries.map((each) => [
        each.label,
        each.count,
        each.low,
        each.lowerQuartile,
        each.median,
        each.upperQuartile,
        each.high,
        each.outliers.length,
      ]),
    ),
  };
}

function summary({ label, values }: Group): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => quantileSorted(sorted, share) ?? 0;
  const [lowerQuartile, median, upperQuartile] = [at(0.25), at(0.5), at(0.75)];
  const reach = (upperQuartile - lowerQuartile) * 1.5;
  const within = sorted.filter((value) => value >= lowerQuartile - reach && value <= upperQuartile + reach);
  const [low, high] = [within[0] ?? lowerQuartile, within.at(-1) ?? upperQuartile];
  const outliers = sorted.filter((value) => value < low || value > high);
  // Interpolated quartiles can lie beyond the last value within reach; a whisker never points into its box.
  return {
    label,
    count: values.length,
    low: Math.min(low, lowerQuartile),
    lowerQuartile,
    median,
    upperQuartile,
    high: Math.max(high, upperQuartile),
    outliers,
  };
}

const words = ({ label, median, lowerQuartile, upperQuartile, count }: Summary): string =>
  `${label}: median ${numberText(median)}, middle half from ${numberText(lowerQuartile)} to ${numberText(upperQuartile)}, ${counted(count, 'value')}.`;

interface BoxPlace {
  readonly x: number;
  readonly width: number;
  readonly y: (value: number) => number;
}

function box(each: Summary, { x, width, y }: BoxPlace): Markup {
  const [left, right, cap] = [x - width / 2, x + width / 2, width / 4];
  const round = (value: number): string => String(Math.round(value * 100) / 100);
  const whisker = (from: number, to: number): string =>
    `M${round(x)} ${round(y(from))}V${round(y(to))}M${round(x - cap)} ${round(y(to))}H${round(x + cap)}`;
  const middle = { x: left, y: y(each.upperQuartile), width, height: y(each.lowerQuartile) - y(each.upperQuartile) };
  return element('g', {}, [
    element('title', {}, [words(each)]),
    element('path', {
      class: `${seriesClass(0)} cx-line`,
      d: `${whisker(each.lowerQuartile, each.low)}${whisker(each.upperQuartile, each.high)}`,
    }),
    element('rect', { class: `${seriesClass(0)} cx-box`, ...middle, rx: Math.min(2, middle.height / 2) }),
    element('path', {
      class: `${seriesClass(0)} cx-line`,
      d: `M${round(left)} ${round(y(each.median))}H${round(right)}`,
    }),
    ...spread(each.outliers).map((value) =>
      element('circle', { class: `${seriesClass(0)} cx-box`, cx: x, cy: y(value), r: 3 }, [
        element('title', {}, [`${each.label}: ${numberText(value)}`]),
      ]),
    ),
  ]);
}

/** At most 200 of the outliers, the extremes among them. */
function spread(values: readonly number[]): readonly number[] {
  if (values.length <= MAX_OUTLIERS) return values;
  const every = (values.length - 1) / (MAX_OUTLIERS - 1);
  return Array.from({ length: MAX_OUTLIERS }, (_, index) => values[Math.round(index * every)] ?? 0);
}
