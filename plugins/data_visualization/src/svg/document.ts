import { createHash } from 'node:crypto';
import { element, type Markup, markupText, openTag } from './element.ts';
import { chartStyle, type StyleNeeds } from './style.ts';

/** A drawn chart, before it gets its id. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: readonly Markup[];
  readonly style: StyleNeeds;
}

export interface Naming {
  readonly title: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly description: string;
  /** Made from the content unless given: equal charts get equal ids. */
  readonly id: string | undefined;
}

/** The whole SVG document, which is also a fragment that may stand in an HTML page. */
export function svgDocument(drawing: Drawing, { title, description, id }: Naming): string {
  const { width, height } = drawing;
  const body = drawing.body.map(markupText).join('\n');
  const name = id ?? `chart-${hash(`${title}\n${description}\n${width}x${height}\n${drawing.style.accent}\n${body}`)}`;
  const open = openTag('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    id: name,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': `${name}-title ${name}-desc`,
  });
  return [
    `${open}>`,
    markupText(element('title', { id: `${name}-title` }, [title])),
    markupText(element('desc', { id: `${name}-desc` }, [description])),
    // Our own rules over colours that were checked; as CSS they must not be escaped.
    `<style>${chartStyle(name, drawing.style)}</style>\n`,
    markupText(background(drawing)),
    `\n${body}\n</svg>`,
  ].join('');
}

/** What everything else of a drawing lies on. */
export const background = ({ width, height }: Drawing): Markup =>
  element('rect', { class: 'cx-surface', width, height, rx: 6 });

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
