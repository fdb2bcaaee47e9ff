import type { Column } from './column.ts';
import { cut, textWidth } from './text-width.ts';

const GAP = 2;

/** Rows as blocks of lines, a title and a cell in each: for terminals that are narrower than a table of them. Empty cells are left out. */
export function records(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const titles = columns.reduce((widest, { title }) => Math.max(widest, textWidth(title)), 0) + GAP;
  const block = (row: readonly string[]): string =>
    columns
      .flatMap(({ title, whole }, index) => {
        const cell = row[index] ?? '';
        if (cell === '') return [];
        const value = whole === true ? cell : cut(cell, Math.max(1, width - titles));
        return [`${title}${' '.repeat(titles - textWidth(title))}${value}`];
      })
      .join('\n');
  return rows.map(block).join('\n\n');
}
