import { unreachable } from '@codomyrmex/core';
import { chartFigure } from './chart-image.ts';
import { type Html, html } from './html.ts';
import { numberText } from './number-text.ts';
import type { Block, Card, Tone } from './report.ts';
import { cellText, tablePanel } from './table.ts';

/** One block of a section; `section` names it for those who do not see where it stands. */
export function renderBlock(block: Block, section: string): Html {
  switch (block.kind) {
    case 'text':
      return html`<div class="text">${paragraphs(block.text)}</div>`;
    case 'note':
      return html`<p class="note-block">${block.text}</p>`;
    case 'list':
      return html`<div class="panel"><ul class="list">${block.items.map((item) => html`<li>${item}</li>`)}</ul></div>`;
    case 'code':
      return html`<div class="panel scroll" tabindex="0" role="region" aria-label="${section}, text"><pre>${block.text}</pre></div>`;
    case 'cards':
      return html`<dl class="cards">${block.cards.map(renderCard)}</dl>`;
    case 'facts':
      return html`<div class="panel"><dl class="facts">${block.facts.map(
        ({ name, value }) => html`<dt>${name}</dt><dd>${cellText(value)}</dd>`,
      )}</dl></div>`;
    case 'table':
      return tablePanel(block, section);
    case 'charts':
      return html`<div class="charts">${block.charts.map((chart) => (chart === null ? undefined : chartFigure(chart)))}</div>`;
    default:
      return unreachable(block);
  }
}

function paragraphs(text: string): readonly Html[] {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => html`<p>${part.trim()}</p>`);
}

const signs: Readonly<Record<Tone, { readonly sign: string; readonly words: string }>> = {
  neutral: { sign: '', words: '' },
  good: { sign: '✓', words: 'good: ' },
  attention: { sign: '!', words: 'needs attention: ' },
  bad: { sign: '✕', words: 'bad: ' },
};

function renderCard({ label, value, note, tone }: Card): Html {
  const { sign, words } = signs[tone];
  const mark =
    sign === ''
      ? undefined
      : html`<span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${words}</span>`;
  return html`<div class="card ${tone}"><dt>${mark}${label}</dt><dd class="value">${
    typeof value === 'number' ? numberText(value) : value
  }</dd>${note === undefined ? undefined : html`<dd class="note">${note}</dd>`}</div>`;
}
