import type { RunDocument } from '@codomyrmex/engine';
import { safe } from '../terminal.ts';
import { type Presented, presentedIn } from './presented.ts';
import { table } from './table.ts';

/** The files that a run made for people to open. */
export function presentedFiles(document: Pick<RunDocument, 'results'>): readonly string[] {
  return Object.values(document.results).flatMap(({ output }) => {
    const path = shownIn(output)?.path;
    return path === undefined ? [] : [safe(path)];
  });
}

/** The outputs of a run that are made to be shown, as text. */
export function presentations(document: Pick<RunDocument, 'results'>, width: number): readonly string[] {
  return Object.values(document.results).flatMap(({ output }) => {
    const shown = shownIn(output);
    return shown === undefined ? [] : [presentation(shown, width)];
  });
}

/** Most outputs are for steps alone: that is seen before any schema is asked. */
const shownIn = (output: unknown): Presented | undefined =>
  typeof output === 'object' && output !== null && 'headline' in output ? presentedIn(output) : undefined;

function presentation({ headline, findings_table: rows = [] }: Presented, width: number): string {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = titles.map((title) => ({
    title,
    align: rows.every((row) => typeof row[title] === 'number') ? ('right' as const) : ('left' as const),
  }));
  const cells = rows.map((row) =>
    titles.map((title) => (row[title] === null || row[title] === undefined ? '' : String(row[title]))),
  );
  return ['', safe(headline), ...(rows.length > 0 ? ['', table(columns, cells, width)] : []), ''].join('\n');
}
