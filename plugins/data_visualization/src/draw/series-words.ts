import { type Positions, positionLabel } from '../read/positions.ts';
import type { SeriesData } from '../read/series.ts';
import { numberText } from '../svg/number-text.ts';
import { counted, type DataTable, dataTable, type Look } from './chart.ts';

/** A position as people read it. */
export function pointLabel(positions: Positions, index: number): string {
  const label = positionLabel(positions, index);
  return typeof label === 'number' ? numberText(label) : label;
}

/** What a line plot or area chart shows, in words: where each series starts and ends, and its range. */
export function describeSeries(kind: string, { positions, series }: SeriesData): string {
  const count = series.reduce((most, { values }) => Math.max(most, values.length), 0);
  const parts = series.map(({ name, values }) => {
    const present = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
    const [first, last] = [present[0], present.at(-1)];
    if (first === undefined || last === undefined) return `${name}: no values.`;
    const lowest = present.reduce((least, point) => (point.value < least.value ? point : least));
    const highest = present.reduce((most, point) => (point.value > most.value ? point : most));
    const at = (point: typeof first): string => `${numberText(point.value)} at ${pointLabel(positions, point.index)}`;
    return `${name}: from ${at(first)} to ${at(last)}, lowest ${at(lowest)}, highest ${at(highest)}.`;
  });
  return `${kind} with ${counted(series.length, 'series', 'series')} over ${counted(count, 'position')}. ${parts.join(' ')}`;
}

export function seriesTable({ positions, series }: SeriesData, { xLabel }: Look): DataTable {
  const count = series[0]?.values.length ?? 0;
  const rows = Array.from({ length: count }, (_, index) => [
    positionLabel(positions, index),
    ...series.map(({ values }) => values[index] ?? null),
  ]);
  return dataTable([xLabel ?? 'x', ...series.map(({ name }) => name)], rows);
}
