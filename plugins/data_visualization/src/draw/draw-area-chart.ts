import { area, line } from 'd3-shape';
import { positionAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import type { Series, SeriesData } from '../read/series.ts';
import { refuse } from '../refuse.ts';
import { element } from '../svg/element.ts';
import { dashes, legendBlock, marker, titleBlock } from '../svg/heading.ts';
import { seriesClass } from '../svg/style.ts';
import { type Chart, type Look, usualHeight } from './chart.ts';
import { describeSeries, seriesTable } from './series-words.ts';
import { thinned } from './thinned.ts';

/**
 * The area between each series and the one below it; a value that is not there counts as 0.
 * @throws ActionError INVALID_PARAMETERS for a negative value among several series, which cannot be stacked.
 */
export function drawAreaChart(data: SeriesData, options: Look): Chart {
  const { width } = options;
  const layers = stacked(data.series);
  const heading = titleBlock(options.title, width);
  const names = data.series.map((series) => series.name);
  const legend = legendBlock(names, { width, top: heading.height, sign: 'dash' });
  const plot = plotUpwards({
    width,
    height: options.height ?? usualHeight(options.width),
    top: heading.height + legend.height,
    extent: extentOf(layers.flat(), 'zero'),
    bottomAxis: (span) => positionAxis(data.positions, span),
    labels: { x: options.xLabel, y: options.yLabel },
  });
  const areas = data.series.flatMap((_, index) => {
    const [floor, ceiling] = [layers[index] ?? [], layers[index + 1] ?? []];
    const points = thinned(
      ceiling.map((value, at) => ({ value, x: plot.axis.x(at), y: plot.y(value), floor: plot.y(floor[at] ?? 0) })),
    );
    type Point = (typeof points)[number];
    const x = (point: Point): number => point.x;
    const shape = area<Point>(
      x,
      (point) => point.floor,
      (point) => point.y,
    ).digits(2)(points);
    const edge = line<Point>(x, (point) => point.y).digits(2)(points);
    return [
      element('path', { class: `${seriesClass(index)} cx-area`, d: shape ?? '' }),
      element('path', { class: `${seriesClass(index)} cx-line`, d: edge ?? '', 'stroke-dasharray': dashes(index) }),
      // An area of one position has no width.
      ...(points.length === 1
        ? points.map((point) => element('path', { class: seriesClass(index), d: marker(index, point.x, point.y) }))
        : []),
    ];
  });
  return {
    drawing: {
      width,
      height: plot.height,
      body: [...heading.markup, ...legend.markup, ...plot.under, ...areas],
      style: { series: data.series.length, ramp: false, accent: options.accent },
    },
    description: describeSeries(data.series.length > 1 ? 'Stacked area chart' : 'Area chart', data),
    points: data.series.reduce((sum, series) => sum + series.values.filter((value) => value !== null).length, 0),
    table: seriesTable(data, options),
  };
}

/** The floor at 0 and then the upper edge of each series. */
function stacked(series: readonly Series[]): readonly (readonly number[])[] {
  const layers: number[][] = [(series[0]?.values ?? []).map(() => 0)];
  for (const [index, { name, values }] of series.entries()) {
    const below = layers[index] ?? [];
    layers.push(
      values.map((value, at) => {
        if (series.length > 1 && (value ?? 0) < 0) {
          return refuse(name, `${value} is negative: several series are stacked`, 'Use create_line_plot.');
        }
        return (below[at] ?? 0) + (value ?? 0);
      }),
    );
  }
  return layers;
}
