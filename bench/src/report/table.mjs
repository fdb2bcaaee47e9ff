import { isMet } from './result.mjs';

/** @param {number} value */
export function shown(value) {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  if (Math.abs(value) >= 100) return value.toFixed(0);
  if (Math.abs(value) >= 10) return value.toFixed(1);
  return value.toFixed(Math.abs(value) >= 0.1 || value === 0 ? 2 : 3);
}

/** @param {import('./result.mjs').Row['figures'][string] | undefined} figure */
function figureText(figure) {
  if (figure === undefined) return '–';
  if (typeof figure === 'string') return figure;
  if (typeof figure === 'number') return shown(figure);
  return `${shown(figure.median)} (${shown(figure.low)}–${shown(figure.high)})`;
}

/** @param {import('./result.mjs').Ratio | undefined} ratio */
function ratioText(ratio) {
  if (ratio === undefined) return '–';
  if (ratio.aim === undefined) return shown(ratio.value);
  const aim = `${ratio.aim.at === 'most' ? '≤' : '≥'} ${ratio.aim.value}`;
  return `${shown(ratio.value)} (${aim}${isMet(ratio) ? '' : ', missed'})`;
}

/**
 * Every figure and ratio that any row has, in the order in which they come.
 * @param {import('./result.mjs').Result} result
 * @returns {{ readonly head: readonly string[], readonly body: readonly (readonly string[])[] }}
 */
function tableOf({ rows }) {
  const figures = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const ratios = [...new Set(rows.flatMap((row) => Object.keys(row.ratios)))];
  return {
    head: ['', ...figures, ...ratios],
    body: rows.map((row) => [
      row.name,
      ...figures.map((name) => figureText(row.figures[name])),
      ...ratios.map((name) => ratioText(row.ratios[name])),
    ]),
  };
}

/** Columns for a terminal. @param {import('./result.mjs').Result} result */
export function plainTable(result) {
  const { head, body } = tableOf(result);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => (row[column] ?? '').length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...body].map(line).join('\n');
}

/** @param {import('./result.mjs').Result} result */
export function markdownTable(result) {
  const { head, body } = tableOf(result);
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...body.map(line)].join('\n');
}
