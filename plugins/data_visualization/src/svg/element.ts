import { InternalError } from '@codomyrmex/core';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of a picture: written as SVG by {@link markupText}, painted as PNG. Plain strings are text. */
export interface Markup {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly (Markup | string)[];
}

/**
 * One element; numbers are kept with two decimals.
 * @throws InternalError for a number that is not finite: nothing outside the picture is ever drawn.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (Markup | string)[] = [],
): Markup {
  const kept = Object.entries(attributes).map(([key, value]) => [
    key,
    typeof value === 'number' ? coordinate(value) : value,
  ]);
  return { name, attributes: Object.fromEntries(kept), children };
}

/** An element as SVG; text and attribute values are escaped. */
export function markupText({ name, attributes, children }: Markup): string {
  const open = openTag(name, attributes);
  if (children.length === 0) return `${open}/>`;
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : markupText(child))).join('');
  return `${open}>${inner}</${name}>`;
}

/** The beginning of an element, up to where `>` or `/>` follows. */
export function openTag(name: string, attributes: Attributes): string {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) open += ` ${key}="${escapeText(String(value))}"`;
  }
  return open;
}

/** A number in user units with two decimals. */
function coordinate(value: number): number {
  if (!Number.isFinite(value)) throw new InternalError(`a chart was about to draw at ${value}`);
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? 0 : rounded;
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
