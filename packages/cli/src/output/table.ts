import { inert } from '@codomyrmex/engine';
import type { Column } from './column.ts';
import { records } from './records.ts';
import { cut, textWidth } from './text-width.ts';

/** Columns of what is known by the first of them. */
export const columnsBy = (id: string, ...others: readonly string[]): readonly Column[] => [
  { title: id, whole: true },
  ...others.map((title) => ({ title })),
];

const GAP = 2;
/** What is cut to less tells nothing. */
const LEAST = 12;

/**
 * Columns of text, no wider than `width`: the widest column gives way first, and what is cut ends in an ellipsis. Where that
 * is not enough, each row is a block of lines. Cells are made inert; a cell with line ends keeps its first line.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map((cell) => inert(cell).split('\n', 1)[0] ?? ''));
  const widths = columns.map((column, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), column.title.length),
  );
  if (!shrink(widths, columns, width - GAP * (columns.length - 1))) return records(columns, cells, width);
  const line = (row: readonly string[]): string =>
    columns
      .map((column, index) => padded(row[index] ?? '', widths[index] ?? 0, column.align ?? 'left'))
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = widths.map((size) => '─'.repeat(size)).join(' '.repeat(GAP));
  return [line(columns.map((column) => column.title)), rule, ...cells.map(line)].join('\n');
}

/** Whether they fit now. */
function shrink(widths: number[], columns: readonly Column[], room: number): boolean {
  let over = widths.reduce((sum, size) => sum + size, 0) - room;
  while (over > 0) {
    const widest = widestOf(widths, columns);
    const size = widths[widest] ?? 0;
    if (size <= LEAST) return false;
    widths[widest] = size - 1;
    over--;
  }
  return true;
}

/** Of those that may give way. */
function widestOf(widths: readonly number[], columns: readonly Column[]): number {
  let widest = -1;
  for (const [index, size] of widths.entries()) {
    if (columns[index]?.whole !== true && size > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

function padded(cell: string, width: number, align: 'left' | 'right'): string {
  const text = cut(cell, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? space + text : text + space;
}
