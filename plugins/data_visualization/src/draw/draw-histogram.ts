import { bisectRight } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { numberAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import type { Samples } from '../read/samples.ts';
import { element } from '../svg/element.ts';
import { titleBlock } from '../svg/heading.ts';
import { numberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { type Chart, counted, dataTable, type Look, leftOutText, usualHeight } from './chart.ts';

export interface HistogramOptions extends Look {
  /** About so many; edges are round numbers. */
  readonly bins: number;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How many values lie in each of some ranges of equal width; a value on an edge counts upwards, the last edge is included. */
export function drawHistogram({ values, leftOut }: Samples, options: HistogramOptions): Chart {
  const bins = equalBins(values, options.bins);
  const heading = titleBlock(options.title, options.width);
  const edges = [...bins.map((each) => each.from), bins.at(-1)?.to ?? 0];
  const plot = plotUpwards({
    width: options.width,
    height: options.height ?? usualHeight(options.width),
    top: heading.height,
    extent: extentOf(
      bins.map((each) => each.count),
      'zero',
    ),
    bottomAxis: (span) => numberAxis(edges, span),
    labels: { x: options.xLabel, y: options.yLabel },
  });
  const bars = bins.map((each, index) => {
    const [left, right] = [plot.axis.x(index), plot.axis.x(index + 1)];
    const gap = Math.min(1, (right - left) * 0.1);
    const place = { x: left + gap / 2, y: plot.y(each.count), width: right - left - gap };
    return element('rect', { class: `${seriesClass(0)} cx-bar`, ...place, height: plot.y(0) - plot.y(each.count) }, [
      element('title', {}, [`${rangeText(each)}: ${numberText(each.count)}`]),
    ]);
  });
  return {
    drawing: {
      width: options.width,
      height: plot.height,
      body: [...heading.markup, ...plot.under, ...bars],
      style: { series: 1, ramp: false, accent: options.accent },
    },
    description: `${describe(values, bins)}${leftOutText(leftOut)}`,
    points: values.length,
    table: dataTable(
      ['from', 'to', 'count'],
      bins.map((each) => [each.from, each.to, each.count]),
    ),
  };
}

function equalBins(values: readonly number[], count: number): readonly Bin[] {
  const { min, max } = extentOf(values, 'none');
  if (max - min <= Math.max(Math.abs(min), Math.abs(max)) * 1e-9 || max - min < 1e-90) {
    const half = Math.max(Math.abs(min), Math.abs(max)) * 0.1 || 0.5;
    return [{ from: min - half, to: max + half, count: values.length }];
  }
  const scale = scaleLinear([min, max], [0, 1]).nice(count);
  const [low = min, high = max] = scale.domain();
  const edges = [low, ...scale.ticks(count).filter((tick) => tick > low && tick < high), high];
  const counts = edges.slice(1).map(() => 0);
  for (const value of values) {
    // The ends take in what rounding of the edges left just outside.
    const index = Math.min(Math.max(bisectRight(edges, value) - 1, 0), counts.length - 1);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((each, index) => ({ from: edges[index] ?? min, to: edges[index + 1] ?? max, count: each }));
}

const rangeText = ({ from, to }: Bin): string => `${numberText(from)} to ${numberText(to)}`;

function describe(values: readonly number[], bins: readonly Bin[]): string {
  const fullest = bins.reduce((most, each) => (each.count > most.count ? each : most));
  const { min, max } = extentOf(values, 'none');
  return `Histogram of ${counted(values.length, 'value')} from ${numberText(min)} to ${numberText(max)} in ${counted(bins.length, 'bin')}. Most values, ${numberText(fullest.count)}, lie from ${rangeText(fullest)}.`;
}
