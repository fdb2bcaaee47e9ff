import { renderBlock } from './block.ts';
import { type Html, html } from './html.ts';
import type { Report, Section } from './report.ts';
import { pageStyle } from './style.ts';

/** Nothing is loaded, nothing is run, nothing is sent: a browser that obeys refuses even what we should have missed. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-src 'none'";

/** The whole page as one file that needs no other. */
export function renderPage(report: Report): string {
  const sections = withAnchors(report.sections);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${pageTitle(report)}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><div>
${report.kind === undefined ? undefined : html`<p class="kind">${report.kind}</p>`}
<h1>${report.title}</h1>
${report.subtitle === undefined ? undefined : html`<p class="subtitle">${report.subtitle}</p>`}
<p class="made">Made ${timeElement(report.generatedAt)}</p>
</div></header>
<div class="frame">
${contents(sections)}
<main id="content">
${sections.map(renderSection)}
</main>
</div>
</body>
</html>
`;
  return page.html;
}

function pageTitle({ title, kind }: Report): string {
  return kind === undefined ? title : `${title}: ${kind.toLowerCase()}`;
}

function timeElement(milliseconds: number): Html {
  const iso = new Date(milliseconds).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

interface AnchoredSection extends Section {
  readonly anchor: string;
}

/** Names for the address bar: made from the titles, each once. */
function withAnchors(sections: readonly Section[]): readonly AnchoredSection[] {
  const taken = new Set(['content']);
  return sections.map((section) => {
    const base =
      section.title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60) || 'section';
    let anchor = base;
    for (let count = 2; taken.has(anchor); count += 1) anchor = `${base}-${count}`;
    taken.add(anchor);
    return { ...section, anchor };
  });
}

function contents(sections: readonly AnchoredSection[]): Html | undefined {
  if (sections.length < 2) return html`<div></div>`;
  const items = sections.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`);
  return html`<nav aria-label="Contents"><ol>${items}</ol></nav>`;
}

function renderSection({ anchor, title, summary, blocks }: AnchoredSection): Html {
  return html`<section id="${anchor}" aria-labelledby="${anchor}-title">
<header><h2 id="${anchor}-title">${title}</h2>${summary === undefined ? undefined : html`<p class="summary">${summary}</p>`}</header>
${blocks.map((block) => html`${renderBlock(block, title)}\n`)}
</section>
`;
}
