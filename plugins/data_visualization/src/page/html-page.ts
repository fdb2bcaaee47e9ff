import { visibleText } from '../read/label.ts';
import { element, type Markup, markupText } from '../svg/element.ts';
import type { ChartInput } from './chart-input.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Page {
  readonly title: string;
  readonly theme: Theme;
  readonly text: string;
  readonly charts: readonly ChartInput[];
}

/** Nothing is loaded and nothing is run, even what we should have missed. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const light = '--surface:#ffffff;--ink:#1b1f24;--muted:#57606a;';
const dark = '--surface:#151a21;--ink:#e8ecf1;--muted:#a3adb8;';
const colours: Readonly<Record<Theme, string>> = {
  auto: `:root{color-scheme:light dark;${light}}@media (prefers-color-scheme:dark){:root{${dark}}}`,
  light: `:root{color-scheme:light;${light}}`,
  dark: `:root{color-scheme:dark;${dark}}`,
};
const style =
  'body{margin:0 auto;max-width:60rem;padding:1.5rem;background:var(--surface);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}' +
  'figure{margin:1.5rem 0}img{max-width:100%;height:auto}figcaption{color:var(--muted);font-size:.875rem}';

/**
 * One self-contained page. Everything put in is text: markup in it is shown, not obeyed. Charts are untrusted and stand as
 * images, in which a browser runs and loads nothing.
 */
export function htmlPage({ title, theme, text, charts }: Page): string {
  const name = visibleText(title);
  const body = [element('h1', {}, [name]), ...paragraphs(text), ...charts.map(figure)];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    markupText(element('title', {}, [name])),
    `<style>${colours[theme]}${style}</style>`,
    '</head>',
    '<body>',
    ...body.map(markupText),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Paragraphs are parted by empty lines. */
export function paragraphTexts(text: string): readonly string[] {
  return text
    .split(/\r?\n[^\S\n]*\r?\n/)
    .map((part) => part.split(/\r?\n/).map(visibleText).join('\n').trim())
    .filter((part) => part !== '');
}

const paragraphs = (text: string): readonly Markup[] => paragraphTexts(text).map((part) => element('p', {}, [part]));

function figure({ svg, title, description }: ChartInput): Markup {
  const words = visibleText([title, description].filter((part) => part !== '').join('. '));
  const src = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  return element('figure', {}, [
    element('img', { src, alt: words || 'Chart' }),
    ...(description === '' ? [] : [element('figcaption', {}, [visibleText(description)])]),
  ]);
}
