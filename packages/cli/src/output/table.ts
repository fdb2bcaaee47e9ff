import { inert } from '@codomyrmex/engine';
import { cut, textWidth } from './text-width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = 2;
const LEAST = 6;

/**
 * Columns of text, no wider than `width`: the widest column gives way first, and what is cut ends in an ellipsis.
 * Cells are made inert; a cell with line ends keeps its first line.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map((cell) => inert(cell).split('\n', 1)[0] ?? ''));
  const widths = columns.map((column, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), column.title.length),
  );
  shrink(widths, width - GAP * (columns.length - 1));
  const line = (row: readonly string[]): string =>
    columns
      .map((column, index) => padded(row[index] ?? '', widths[index] ?? 0, column.align ?? 'left'))
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = widths.map((size) => '─'.repeat(size)).join(' '.repeat(GAP));
  return [line(columns.map((column) => column.title)), rule, ...cells.map(line)].join('\n');
}

function shrink(widths: number[], room: number): void {
  let over = widths.reduce((sum, size) => sum + size, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const size = widths[widest] ?? 0;
    if (size <= LEAST) return;
    widths[widest] = size - 1;
    over--;
  }
}

function padded(cell: string, width: number, align: 'left' | 'right'): string {
  const text = cut(cell, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? space + text : text + space;
}
