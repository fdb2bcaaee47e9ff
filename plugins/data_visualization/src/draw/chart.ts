import { MAX_TABLE_ROWS } from '../limits.ts';
import type { Drawing } from '../svg/document.ts';

/** The same data as a table, for those who do not see the picture and for programs. */
export interface DataTable {
  readonly columns: string[];
  readonly rows: (string | number | null)[][];
  /** Rows beyond the first 1,000, which are not in `rows`. */
  readonly rows_left_out: number;
}

export interface Chart {
  readonly drawing: Drawing;
  readonly description: string;
  /** Values that were given and had a number. */
  readonly points: number;
  readonly table: DataTable;
}

/** What every chart can be told about its looks. */
export interface Look {
  readonly title: string;
  readonly xLabel: string | undefined;
  readonly yLabel: string | undefined;
  readonly width: number;
  /** Chosen from the content unless given. */
  readonly height: number | undefined;
  /** Replaces the first colour; `#rgb` or `#rrggbb`. */
  readonly accent: string | undefined;
}

/** Five to eight, within what is comfortable to read. */
export const usualHeight = (width: number): number => Math.round(Math.min(420, Math.max(240, width * 0.62)));

export function dataTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): DataTable {
  return {
    columns: [...columns],
    rows: rows.slice(0, MAX_TABLE_ROWS).map((row) => [...row]),
    rows_left_out: Math.max(0, rows.length - MAX_TABLE_ROWS),
  };
}

/** `1 bar`, `2 bars`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** A sentence on entries without a number, or nothing. */
export const leftOutText = (count: number): string =>
  count === 0 ? '' : ` ${counted(count, 'entry', 'entries')} without a value ${count === 1 ? 'is' : 'are'} left out.`;
