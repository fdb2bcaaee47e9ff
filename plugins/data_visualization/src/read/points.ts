import { NotApplicable } from '@codomyrmex/core';
import { describeValue, refuse } from '../refuse.ts';
import { readPairedLists, requireOneForm } from './equal-lengths.ts';
import { readLabel } from './label.ts';
import { readNumber } from './number.ts';
import { type Positions, readPositions } from './positions.ts';
import { memberOf, readData } from './records.ts';

export interface PointData {
  readonly positions: Positions;
  /** One for each position. */
  readonly ys: readonly number[];
  /** One for each position, where points have names. */
  readonly labels: readonly string[] | undefined;
  /** Points without a number, which are not drawn. */
  readonly leftOut: number;
}

export interface PointSource {
  readonly data?: unknown;
  readonly xData: readonly unknown[] | undefined;
  readonly yData: readonly unknown[] | undefined;
  readonly xKey: string;
  readonly yKey: string;
  readonly labelKey: string | undefined;
}

interface WrittenPoint {
  readonly x: unknown;
  readonly y: number | null;
  readonly label?: string;
}

/** @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when there is nothing to draw. */
export function readPoints(source: PointSource): PointData {
  const lists = readPairedLists({ left: source.xData, right: source.yData, names: ['x_data', 'y_data'] });
  requireOneForm(source.data, lists, 'x_data and y_data');
  const written: readonly WrittenPoint[] =
    lists === undefined
      ? pointsOfData(source)
      : lists.left.map((x, index) => ({ x, y: readNumber(lists.right[index], `y_data[${index}]`) }));
  const points = written.filter((point): point is WrittenPoint & { y: number } => point.y !== null && point.x !== null);
  if (points.length === 0) throw new NotApplicable('no data to draw');
  return {
    positions: readPositions(
      points.map((point) => point.x),
      lists === undefined ? 'data' : 'x_data',
    ),
    ys: points.map((point) => point.y),
    labels: points[0]?.label === undefined ? undefined : points.map((point) => point.label ?? ''),
    leftOut: written.length - points.length,
  };
}

function pointsOfData(source: PointSource): readonly WrittenPoint[] {
  const data = readData(source.data, 'an object of name to number, or a list of records');
  switch (data.kind) {
    case 'by_name':
      return data.entries.map(([x, value]) => ({ x, y: readNumber(value, `data.${x.slice(0, 80)}`) }));
    case 'list':
      if (data.values.length === 0) return [];
      return refuse('data', `expected records, got a list with ${describeValue(data.values[0])}`);
    case 'records':
      return data.records.map((record, index) => ({
        x: memberOf(record, { index, key: source.xKey, parameter: 'x_key' }),
        y: readNumber(
          memberOf(record, { index, key: source.yKey, parameter: 'y_key' }),
          `data[${index}].${source.yKey}`,
        ),
        ...(source.labelKey !== undefined && {
          label: readLabel(
            memberOf(record, { index, key: source.labelKey, parameter: 'label_key' }),
            `data[${index}].${source.labelKey}`,
          ),
        }),
      }));
  }
}
