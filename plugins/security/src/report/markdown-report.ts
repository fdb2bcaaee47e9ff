import { oneLine } from './inert-text.ts';
import type { ReportDocument, ReportSection } from './report-document.ts';

/** A report in Markdown in which no text of the project is markup: not a link, not HTML, not a cell of its own. */
export function markdownReport({ title, made, summary, sections }: ReportDocument): string {
  const head = [`# ${inert(title)}`, '', inert(summary), '', `Made ${inert(made)}.`, ''];
  return `${[...head, ...sections.flatMap(sectionLines)].join('\n')}\n`;
}

function sectionLines({ title, text, columns, rows }: ReportSection): readonly string[] {
  const table =
    rows.length === 0
      ? []
      : [
          `| ${columns.map(inert).join(' | ')} |`,
          `|${columns.map(() => '---').join('|')}|`,
          ...rows.map((row) => `| ${row.map(inert).join(' | ')} |`),
          '',
        ];
  return [`## ${inert(title)}`, '', ...(text === '' ? [] : [inert(text), '']), ...table];
}

/** `&` too, which begins entities; a bare address is broken up by escaping its colon. */
function inert(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]()#+!|~<>@]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('://', '\\://')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^-/, '\\-');
}
