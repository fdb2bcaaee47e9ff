import { NotApplicable } from '@codomyrmex/core';
import { MAX_POINTS, MAX_SERIES } from '../limits.ts';
import { refuse } from '../refuse.ts';
import { readPairedLists, requireOneForm } from './equal-lengths.ts';
import { readLabel } from './label.ts';
import { readNumber } from './number.ts';
import { type Positions, readPositions } from './positions.ts';
import { memberOf, readData, refuseTooMany } from './records.ts';

export interface Series {
  readonly name: string;
  /** One for each position; `null` is a gap. */
  readonly values: readonly (number | null)[];
}

export interface SeriesData {
  readonly positions: Positions;
  /** 1 to 6. */
  readonly series: readonly Series[];
}

export interface SeriesSource {
  readonly data?: unknown;
  readonly xData: readonly unknown[] | undefined;
  /** Numbers, or one list of numbers for each line. */
  readonly yData: readonly unknown[] | undefined;
  readonly lineLabels: readonly unknown[] | undefined;
  readonly labelKey: string;
  readonly valueKeys: readonly string[];
  /** What a single series is called. */
  readonly name: string;
}

/**
 * Reads one or more series over common positions, in whichever form they were given.
 * @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when there is nothing to draw.
 */
export function readSeries(source: SeriesSource): SeriesData {
  const nested = source.yData?.some(Array.isArray) === true;
  const lists = nested
    ? undefined
    : readPairedLists({ left: source.xData, right: source.yData, names: ['x_data', 'y_data'] });
  if (!nested) requireOneForm(source.data, lists, 'x_data and y_data');
  if (nested && source.data !== undefined) refuse('data', 'was given together with y_data; give one of them');
  const read = nested
    ? readLines(source)
    : lists === undefined
      ? readSeriesData(source)
      : {
          positions: readPositions(lists.left, 'x_data'),
          series: [{ name: nameOf(source, 0), values: numbers(lists.right, 'y_data') }],
        };
  if (!read.series.some((series) => series.values.some((value) => value !== null))) {
    throw new NotApplicable('no data to draw');
  }
  return read;
}

const nameOf = (source: SeriesSource, index: number): string =>
  source.lineLabels?.[index] === undefined ? source.name : readLabel(source.lineLabels[index], `line_labels[${index}]`);

function numbers(values: readonly unknown[], path: string): readonly (number | null)[] {
  return values.map((value, index) => readNumber(value, `${path}[${index}]`));
}

function readLines({ xData, yData = [], lineLabels }: SeriesSource): SeriesData {
  if (xData === undefined) return refuse('x_data', 'is missing; y_data needs it');
  if (yData.length > MAX_SERIES) {
    return refuse('y_data', `has ${yData.length} lines; at most ${MAX_SERIES} can be told apart in one chart`);
  }
  if (lineLabels !== undefined && lineLabels.length !== yData.length) {
    return refuse('line_labels', `has ${lineLabels.length} names for ${yData.length} lines`);
  }
  if (xData.length * yData.length > MAX_POINTS) return refuseTooMany('y_data', xData.length * yData.length);
  const series = yData.map((line, index) => {
    const path = `y_data[${index}]`;
    if (!Array.isArray(line)) return refuse(path, 'expected a list of numbers, as the other lines are');
    if (line.length !== xData.length) {
      return refuse(path, `has ${line.length} values where x_data has ${xData.length}`);
    }
    const name = lineLabels === undefined ? `Line ${index + 1}` : readLabel(lineLabels[index], `line_labels[${index}]`);
    return { name, values: numbers(line, path) };
  });
  return { positions: readPositions(xData, 'x_data'), series };
}

function readSeriesData(source: SeriesSource): SeriesData {
  const data = readData(source.data, 'an object of name to number, a list of numbers, or a list of records');
  switch (data.kind) {
    case 'by_name':
      return {
        positions: readPositions(
          data.entries.map(([name]) => name),
          'data',
        ),
        series: [
          {
            name: source.name,
            values: data.entries.map(([name, value]) => readNumber(value, `data.${name.slice(0, 80)}`)),
          },
        ],
      };
    case 'list':
      return {
        positions: { kind: 'number', at: data.values.map((_, index) => index + 1) },
        series: [{ name: source.name, values: numbers(data.values, 'data') }],
      };
    case 'records':
      if (data.records.length * source.valueKeys.length > MAX_POINTS) {
        return refuseTooMany('data', data.records.length * source.valueKeys.length);
      }
      return {
        positions: readPositions(
          data.records.map((record, index) =>
            memberOf(record, { index, key: source.labelKey, parameter: 'label_key' }),
          ),
          'data',
        ),
        series: source.valueKeys.map((key) => ({
          name: source.valueKeys.length === 1 ? source.name : readLabel(key, 'value_key'),
          values: data.records.map((record, index) =>
            readNumber(memberOf(record, { index, key, parameter: 'value_key' }), `data[${index}].${key}`),
          ),
        })),
      };
  }
}
