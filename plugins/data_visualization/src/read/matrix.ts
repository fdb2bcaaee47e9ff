import { NotApplicable } from '@codomyrmex/core';
import { describeValue, refuse } from '../refuse.ts';
import { readLabel } from './label.ts';
import { readNumber } from './number.ts';
import { type DataRecord, isRecord, memberOf, readData } from './records.ts';

/** Cells of a heatmap; with more, one cell is smaller than a finger or a mouse pointer can hit. */
const MAX_CELLS = 10_000;
const MAX_LINES = 400;

export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row, then column; `null` where there is no value. */
  readonly cells: readonly (readonly (number | null)[])[];
}

interface MatrixSource {
  readonly data: unknown;
  readonly xLabels: readonly unknown[] | undefined;
  readonly yLabels: readonly unknown[] | undefined;
  readonly xKey: string;
  readonly yKey: string;
  readonly valueKey: string;
}

/**
 * Reads a table of numbers: a list of rows, an object of row name to object of column name to number (or to a number: one
 * row), or records that name column, row and value.
 * @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when there is no value.
 */
export function readMatrix(source: MatrixSource): Matrix {
  const matrix = matrixOfData(source);
  if (!matrix.cells.some((row) => row.some((cell) => cell !== null))) throw new NotApplicable('no data to draw');
  return matrix;
}

function matrixOfData(source: MatrixSource): Matrix {
  const data = readData(source.data, 'a list of rows of numbers, an object of objects, or a list of records');
  switch (data.kind) {
    case 'list':
      return matrixOfRows(data.values, source);
    case 'by_name':
      return gathered(entriesOfObject(data.entries));
    case 'records':
      return gathered(entriesOfRecords(data.records, source));
  }
}

function matrixOfRows(written: readonly unknown[], { xLabels, yLabels }: MatrixSource): Matrix {
  const first = written[0];
  const width = Array.isArray(first) ? first.length : 0;
  refuseTooLarge(width, written.length);
  const cells = written.map((row, index) => {
    if (!Array.isArray(row)) return refuse(`data[${index}]`, `expected a row of numbers, got ${describeValue(row)}`);
    if (row.length !== width) {
      return refuse(`data[${index}]`, `has ${row.length} values where the first row has ${width}`);
    }
    return row.map((cell, column) => readNumber(cell, `data[${index}][${column}]`));
  });
  return {
    columns: lineLabels(xLabels, width, 'x_labels'),
    rows: lineLabels(yLabels, written.length, 'y_labels'),
    cells,
  };
}

function lineLabels(labels: readonly unknown[] | undefined, count: number, path: string): readonly string[] {
  if (labels === undefined) return Array.from({ length: count }, (_, index) => String(index + 1));
  if (labels.length !== count) return refuse(path, `has ${labels.length} names where data needs ${count}`);
  return labels.map((label, index) => readLabel(label, `${path}[${index}]`));
}

function refuseTooLarge(columns: number, rows: number): void {
  if (columns > MAX_LINES || rows > MAX_LINES || columns * rows > MAX_CELLS) {
    refuse(
      'data',
      `${rows} rows of ${columns} columns are more than a heatmap takes (${MAX_LINES} each way, ${MAX_CELLS} cells)`,
      'Aggregate the data first.',
    );
  }
}

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
}

function* entriesOfObject(entries: readonly (readonly [string, unknown])[]): Generator<Cell> {
  for (const [name, row] of entries) {
    const path = `data.${name.slice(0, 80)}`;
    if (!isRecord(row)) {
      yield { row: 'value', column: readLabel(name, path), value: readNumber(row, path) };
      continue;
    }
    for (const [column, value] of Object.entries(row)) {
      yield {
        row: readLabel(name, path),
        column: readLabel(column, path),
        value: readNumber(value, `${path}.${column.slice(0, 80)}`),
      };
    }
  }
}

function* entriesOfRecords(records: readonly DataRecord[], source: MatrixSource): Generator<Cell> {
  for (const [index, record] of records.entries()) {
    const path = `data[${index}]`;
    const value = memberOf(record, { index, key: source.valueKey, parameter: 'value_key' });
    yield {
      row: readLabel(memberOf(record, { index, key: source.yKey, parameter: 'y_key' }), `${path}.${source.yKey}`),
      column: readLabel(memberOf(record, { index, key: source.xKey, parameter: 'x_key' }), `${path}.${source.xKey}`),
      value: readNumber(value, `${path}.${source.valueKey}`),
    };
  }
}

/** Rows and columns in the order in which they first appear; values of the same cell are added up. */
function gathered(entries: Iterable<Cell>): Matrix {
  const rows = new Map<string, Map<string, number>>();
  const columns = new Set<string>();
  for (const { row, column, value } of entries) {
    columns.add(column);
    const cells = rows.get(row) ?? new Map<string, number>();
    rows.set(row, cells);
    if (value !== null) cells.set(column, (cells.get(column) ?? 0) + value);
    if (columns.size > MAX_LINES || rows.size > MAX_LINES) refuseTooLarge(columns.size, rows.size);
  }
  refuseTooLarge(columns.size, rows.size);
  const names = [...columns];
  return {
    columns: names,
    rows: [...rows.keys()],
    cells: [...rows.values()].map((cells) => names.map((column) => cells.get(column) ?? null)),
  };
}
