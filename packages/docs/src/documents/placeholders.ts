import { nearest } from '@codomyrmex/core';

const PLACEHOLDER = /\{\{\s*([A-Za-z_][\w.]*)(?:\(\))?\s*\}\}/g;

/** A placeholder that a template has and nobody fills: it stays as it is written. */
export interface UnknownPlaceholder {
  readonly name: string;
  readonly offset: number;
  readonly suggestion: string | undefined;
}

/**
 * Puts values, which are Markdown, in the place of `{{ name }}`. All at once and by no pattern of replacement: what a value holds,
 * a backslash, `$&` or `{{ another }}`, is text.
 */
export function fillPlaceholders(
  template: string,
  values: ReadonlyMap<string, string>,
): { readonly text: string; readonly unknown: readonly UnknownPlaceholder[] } {
  const unknown: UnknownPlaceholder[] = [];
  const text = template.replace(PLACEHOLDER, (written, name: string, offset: number) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    unknown.push({ name, offset, suggestion: nearest(name, values.keys()) });
    return written;
  });
  return { text, unknown };
}
