import { InternalError } from '@codomyrmex/core';

/** A piece of SVG that was made here; plain strings are text and get escaped. */
export interface Markup {
  readonly markup: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * One SVG element. Text and attribute values are escaped, numbers are written with two decimals.
 * @throws InternalError for a number that is not finite: nothing outside the picture is ever drawn.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (Markup | string)[] = [],
): Markup {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    open += ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeText(value)}"`;
  }
  if (children.length === 0) return { markup: `${open}/>` };
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : child.markup)).join('');
  return { markup: `${open}>${inner}</${name}>` };
}

/** A number as SVG takes it, in user units with two decimals. */
function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new InternalError(`a chart was about to draw at ${value}`);
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
