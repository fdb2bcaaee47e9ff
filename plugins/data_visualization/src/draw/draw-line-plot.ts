import { line } from 'd3-shape';
import { positionAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import type { SeriesData } from '../read/series.ts';
import { element, type Markup } from '../svg/element.ts';
import { dashes, legendBlock, marker, type Sign, titleBlock } from '../svg/heading.ts';
import { numberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { type Chart, type Look, usualHeight } from './chart.ts';
import { describeSeries, pointLabel, seriesTable } from './series-words.ts';
import { thinned } from './thinned.ts';

export interface LineOptions extends Look {
  /** `auto`: every point gets its marker while there are few. */
  readonly markers: 'auto' | 'always' | 'never';
}

const FEW_POINTS = 40;
const MANY_POINTS = 400;

/** One line per series; a value that is not there is a gap. */
export function drawLinePlot(data: SeriesData, options: LineOptions): Chart {
  const { width } = options;
  const heading = titleBlock(options.title, width);
  const names = data.series.map((series) => series.name);
  const sign: Sign = showsMarkers(options.markers, data.series[0]?.values.length ?? 0) ? 'marker' : 'dash';
  const legend = legendBlock(names, { width, top: heading.height, sign });
  const plot = plotUpwards({
    width,
    height: options.height ?? usualHeight(options.width),
    top: heading.height + legend.height,
    extent: extentOf(
      data.series.flatMap((series) => series.values.filter((value) => value !== null)),
      'near',
    ),
    bottomAxis: (span) => positionAxis(data.positions, span),
    labels: { x: options.xLabel, y: options.yLabel },
  });
  const lines = data.series.flatMap((series, index) => {
    const points = series.values.map((value, at) => ({
      at,
      value,
      x: plot.axis.x(at),
      y: value === null ? 0 : plot.y(value),
    }));
    const path = line<(typeof points)[number]>(
      (point) => point.x,
      (point) => point.y,
    )
      .defined((point) => point.value !== null)
      .digits(2)(thinned(points));
    const present = points.filter((point) => point.value !== null);
    const dots = sign === 'marker' || present.length === 1 ? present : [];
    return [
      element('path', {
        class: `${seriesClass(index)} cx-line`,
        d: path ?? '',
        ...(sign === 'dash' && { 'stroke-dasharray': dashes(index) }),
      }),
      ...dots.map((point) =>
        element('path', { class: seriesClass(index), d: marker(index, point.x, point.y) }, [
          element('title', {}, [
            `${names.length > 1 ? `${series.name}, ` : ''}${pointLabel(data.positions, point.at)}: ${numberText(point.value ?? 0)}`,
          ]),
        ]),
      ),
    ] satisfies Markup[];
  });
  const points = data.series.reduce((sum, series) => sum + series.values.filter((value) => value !== null).length, 0);
  return {
    drawing: {
      width,
      height: plot.height,
      body: [...heading.markup, ...legend.markup, ...plot.under, ...lines],
      style: { series: data.series.length, ramp: false, accent: options.accent },
    },
    description: describeSeries('Line plot', data),
    points,
    table: seriesTable(data, options),
  };
}

function showsMarkers(markers: LineOptions['markers'], count: number): boolean {
  if (markers === 'auto') return count <= FEW_POINTS;
  return markers === 'always' && count <= MANY_POINTS;
}
