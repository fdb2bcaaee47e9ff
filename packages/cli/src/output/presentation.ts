import type { RunDocument } from '@codomyrmex/engine';
import * as z from 'zod';
import { safe } from '../terminal.ts';
import { table } from './table.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What an output may hold for people to be shown at the end of a run: a sentence, a short table, and a file to open. */
const presented = z.object({
  headline: z.string(),
  findings_table: z.array(z.record(z.string(), cell)).max(100).optional(),
  path: z.string().optional(),
});

/** The files that a run made for people to open. */
export function presentedFiles(document: RunDocument): readonly string[] {
  return Object.values(document.results).flatMap(({ output }) => {
    const result = presented.safeParse(output);
    return result.success && result.data.path !== undefined ? [safe(result.data.path)] : [];
  });
}

/** The outputs of a run that are made to be shown, as text. */
export function presentations(document: RunDocument, width: number): readonly string[] {
  return Object.values(document.results).flatMap(({ output }) => {
    const result = presented.safeParse(output);
    return result.success ? [presentation(result.data, width)] : [];
  });
}

function presentation({ headline, findings_table: rows = [] }: z.output<typeof presented>, width: number): string {
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
