import { oneLine } from './inert-text.ts';
import type { ReportDocument, ReportSection } from './report-document.ts';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;' +
  'vertical-align:top;overflow-wrap:anywhere}th{background:#f0f0f0}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}th{background:#2a2a2a}th,td{border-color:#555}}';

/** A page of its own that loads nothing and runs nothing. */
export function htmlReport({ title, made, summary, sections }: ReportDocument): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main>`,
    `<h1>${escaped(title)}</h1><p>${escaped(summary)}</p><p>Made ${escaped(made)}.</p>`,
    ...sections.map(sectionHtml),
    '</main></body></html>\n',
  ].join('\n');
}

function sectionHtml({ title, text, columns, rows }: ReportSection): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('\n');
  const table = rows.length === 0 ? '' : `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
  return `<section><h2>${escaped(title)}</h2>${text === '' ? '' : `<p>${escaped(text)}</p>`}\n${table}</section>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => oneLine(text).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '');
