import { positionAxis } from '../axes/bottom-axis.ts';
import { plotUpwards } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import { MAX_TOOLTIPS } from '../limits.ts';
import type { PointData } from '../read/points.ts';
import { positionLabel } from '../read/positions.ts';
import { element, type Markup } from '../svg/element.ts';
import { titleBlock } from '../svg/heading.ts';
import { numberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { type Chart, counted, dataTable, type Look, leftOutText, usualHeight } from './chart.ts';
import { pointLabel } from './series-words.ts';

/** Points in one path, at most; equal places are drawn once. */
const MAX_PLACES = 20_000;

/** One mark per point; with many, points that fall together are drawn as one. */
export function drawScatterPlot(data: PointData, options: Look): Chart {
  const { width } = options;
  const heading = titleBlock(options.title, width);
  const y = extentOf(data.ys, 'near');
  const plot = plotUpwards({
    width,
    height: options.height ?? usualHeight(options.width),
    top: heading.height,
    extent: y,
    bottomAxis: (span) => positionAxis(data.positions, span),
    labels: { x: options.xLabel, y: options.yLabel },
  });
  const places = data.ys.map((value, index) => ({ x: plot.axis.x(index), y: plot.y(value) }));
  const marks = places.length <= MAX_TOOLTIPS ? dots(places, data) : [cloud(places)];
  const named = data.labels !== undefined;
  return {
    drawing: {
      width,
      height: plot.height,
      body: [...heading.markup, ...plot.under, ...marks],
      style: { series: 1, ramp: false, accent: options.accent },
    },
    description: describe(data, y),
    points: data.ys.length,
    table: dataTable(
      [...(named ? ['label'] : []), options.xLabel ?? 'x', options.yLabel ?? 'y'],
      data.ys.map((value, index) => [
        ...(named ? [data.labels?.[index] ?? ''] : []),
        positionLabel(data.positions, index),
        value,
      ]),
    ),
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function dots(places: readonly Place[], { positions, ys, labels }: PointData): readonly Markup[] {
  return places.map(({ x, y }, index) => {
    const name = labels?.[index] === undefined ? '' : `${labels[index]}: `;
    return element('circle', { class: `${seriesClass(0)} cx-dot`, cx: x, cy: y, r: 4 }, [
      element('title', {}, [`${name}${pointLabel(positions, index)}, ${numberText(ys[index] ?? 0)}`]),
    ]);
  });
}

function cloud(places: readonly Place[]): Markup {
  for (let grid = 1; ; grid *= 2) {
    const cells = new Set(places.map(({ x, y }) => `M${Math.round(x / grid) * grid} ${Math.round(y / grid) * grid}h0`));
    if (cells.size > MAX_PLACES) continue;
    return element('path', { class: `${seriesClass(0)} cx-dots`, d: [...cells].join('') });
  }
}

function describe(data: PointData, y: { readonly min: number; readonly max: number }): string {
  const range = `Vertical values from ${numberText(y.min)} to ${numberText(y.max)}`;
  const count = `Scatter plot with ${counted(data.ys.length, 'point')}.`;
  if (data.positions.kind !== 'number') return `${count} ${range}.${leftOutText(data.leftOut)}`;
  const x = extentOf(data.positions.at, 'none');
  const words = `${range}, horizontal from ${numberText(x.min)} to ${numberText(x.max)}.`;
  return `${count} ${words}${leftOutText(data.leftOut)}`;
}
