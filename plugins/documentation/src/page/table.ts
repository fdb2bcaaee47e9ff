import { type Html, html } from './html.ts';
import { numberText, shareText } from './number-text.ts';
import type { Cell, columnKinds, Table, Tone } from './report.ts';

/** Rows in the page at most; the rest is in the JSON file beside it. */
const MAX_ROWS_IN_PAGE = 300;

interface Column {
  readonly label: string;
  readonly kind: (typeof columnKinds)[number];
}

/** A table without a panel, with all of its rows. */
export function dataTable(table: Table, name: string): Html {
  return rowsTable(columnsOf(table), table.rows, name);
}

function columnsOf({ columns, rows }: Table): readonly Column[] {
  return columns.map((column, index) =>
    typeof column === 'string' ? { label: column, kind: kindOf(rows, index) } : column,
  );
}

/** A table in a panel of its own; `name` says what it is where there is no caption. */
export function tablePanel(table: Table, name: string): Html {
  const columns = columnsOf(table);
  const label = table.caption ?? `${name}, table`;
  const heading = table.caption === undefined ? undefined : html`<h3>${table.caption}</h3>`;
  const panel = isNarrow(columns, table.rows) ? 'panel narrow' : 'panel';
  if (table.rows.length === 0) return html`<div class="${panel}">${heading}<p class="none">None.</p></div>`;
  const shown = table.rows.slice(0, table.visible);
  const folded = table.rows.slice(table.visible, MAX_ROWS_IN_PAGE);
  const left = table.rows.length - shown.length - folded.length;
  return html`<div class="${panel}">${heading}${rowsTable(columns, shown, label)}${
    folded.length === 0
      ? undefined
      : html`<details><summary>${numberText(folded.length)} more</summary>${rowsTable(columns, folded, `${label}, more`)}</details>`
  }${left <= 0 ? undefined : html`<p class="rest">${numberText(left)} more are in the JSON file beside this page.</p>`}</div>`;
}

/** Short cells far apart are hard to read as a row: such a table does not take the whole width. */
function isNarrow(columns: readonly Column[], rows: Table['rows']): boolean {
  return (
    columns.every(({ kind }) => kind !== 'code') &&
    rows.every((row) => row.every((cell) => typeof cell !== 'string' || cell.length <= LONG_TEXT))
  );
}

function kindOf(rows: readonly (readonly Cell[])[], index: number): Column['kind'] {
  const cells = rows.map((row) => row[index]).filter((cell) => cell !== null && cell !== undefined);
  return cells.length > 0 && cells.every((cell) => typeof cell === 'number') ? 'number' : 'text';
}

// A region that scrolls must be reachable by keyboard.
function rowsTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], label: string): Html {
  const head = columns.map(
    (column) =>
      html`<th scope="col"${column.kind === 'number' ? html` class="number"` : undefined}>${column.label}</th>`,
  );
  const body = rows.map(
    (row) => html`<tr>${columns.map((column, index) => tableCell(column, row[index] ?? null))}</tr>\n`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

const LONG_TEXT = 40;

function tableCell({ kind }: Column, cell: Cell): Html {
  if (cell === null || cell === '') return html`<td></td>`;
  switch (kind) {
    case 'number':
      return html`<td class="number">${cellText(cell)}</td>`;
    case 'code':
      return html`<td class="code"><code>${breakable(cellText(cell))}</code></td>`;
    case 'severity':
      return html`<td>${severityChip(cellText(cell))}</td>`;
    case 'share':
      return typeof cell === 'number' ? shareCell(cell) : html`<td>${cellText(cell)}</td>`;
    case 'text': {
      const text = cellText(cell);
      return text.length > LONG_TEXT ? html`<td class="long">${text}</td>` : html`<td>${text}</td>`;
    }
  }
}

/** A path that may be broken after its slashes, and nowhere else while it fits. */
function breakable(path: string): readonly (Html | string)[] {
  return path.split(/(?<=[/\\→])/).flatMap((part, index) => (index === 0 ? [part] : [html`<wbr>`, part]));
}

export function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return cell;
}

function shareCell(share: number): Html {
  const bounded = Math.min(1, Math.max(0, share));
  return html`<td class="share"><span>${shareText(share)}</span><i style="--share:${Math.round(bounded * 1_000) / 1_000}"></i></td>`;
}

const toneOf: Readonly<Record<string, Tone>> = {
  critical: 'bad',
  high: 'bad',
  error: 'bad',
  failed: 'bad',
  missing: 'bad',
  medium: 'attention',
  warning: 'attention',
  warn: 'attention',
  skipped: 'attention',
  cancelled: 'attention',
  completed: 'good',
  ok: 'good',
};

function severityChip(text: string): Html {
  const tone = Object.hasOwn(toneOf, text) ? toneOf[text] : 'neutral';
  return html`<span class="chip ${tone}">${text}</span>`;
}
