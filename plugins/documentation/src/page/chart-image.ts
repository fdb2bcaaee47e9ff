import { SaxesParser } from 'saxes';
import { type Html, html } from './html.ts';
import type { Chart } from './report.ts';
import { dataTable } from './table.ts';

const MAX_DEPTH = 200;

/**
 * A chart as an image with its data folded under it. The SVG is untrusted text: as `<img>` with a `data:` address a browser
 * runs no script in it, loads nothing for it and keeps its styles to itself, while its own light and dark schemes still
 * work. What is no SVG document is not shown; its data is.
 */
export function chartFigure(chart: Chart): Html {
  const problem = whyNotShown(chart.svg);
  const words = [chart.title, chart.description].filter((part) => part !== '').join('. ');
  const picture =
    problem === undefined
      ? html`<img src="data:image/svg+xml;base64,${Buffer.from(chart.svg).toString('base64')}" alt="${words}" loading="lazy" decoding="async">`
      : html`<p class="none">${chart.title || 'A chart'} cannot be shown: ${problem}.</p>`;
  return html`<figure class="panel">${picture}${dataOf(chart)}</figure>`;
}

const ROWS_OF_CHART = 200;

function dataOf({ data_table: data, title, description }: Chart): Html | undefined {
  const rows = data?.rows.slice(0, ROWS_OF_CHART) ?? [];
  const columns = data?.columns.slice(0, 30) ?? [];
  if (description === '' && (rows.length === 0 || columns.length === 0)) return undefined;
  const table =
    rows.length === 0 || columns.length === 0
      ? undefined
      : dataTable({ kind: 'table', columns, rows, visible: ROWS_OF_CHART }, `Data of ${title}`);
  return html`<details><summary>Description and data</summary>
<figcaption>${description}</figcaption>${table}</details>`;
}

/** Ends the reading of a text at the first reason not to show it: what follows could take long. */
class NotShown extends Error {}

/** Why a text is not shown as SVG, or `undefined` when it is a well-formed SVG document without a document type. */
function whyNotShown(svg: string): string | undefined {
  let [depth, elements] = [0, 0];
  const parser = new SaxesParser({ xmlns: true });
  const end = (reason: string): never => {
    throw new NotShown(reason);
  };
  parser.on('error', () => end('it is not well-formed'));
  // A document type can define entities that grow without bounds when they are expanded.
  parser.on('doctype', () => end('it has a document type'));
  parser.on('opentag', (tag) => {
    elements += 1;
    depth += 1;
    if (depth > MAX_DEPTH) end(`it is nested deeper than ${MAX_DEPTH} levels`);
    if (elements === 1 && (tag.local !== 'svg' || tag.uri !== 'http://www.w3.org/2000/svg')) end('it is not SVG');
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  try {
    parser.write(svg).close();
  } catch (error) {
    if (error instanceof NotShown) return error.message;
    throw error;
  }
  return undefined;
}
