/** What is known of an expression without running anything. */
export type Value =
  /** A string that nothing at run time decides. */
  | { readonly kind: 'text'; readonly text: string }
  /** A string put together from fixed parts and others; `text` has {@link GAP} where those stand. */
  | { readonly kind: 'built'; readonly text: string }
  /** A number, boolean or nothing, as it is written. */
  | { readonly kind: 'constant'; readonly text: string }
  /** A name that leads elsewhere: `os.system`, `./parameter`. */
  | { readonly kind: 'name'; readonly path: string }
  /** What a call gives. */
  | { readonly kind: 'call'; readonly callee: string }
  | { readonly kind: 'object'; readonly properties: ReadonlyMap<string, Value> }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'unknown' };

/** Stands for what is only known at run time in the text of a built string. */
export const GAP = '\u0000';

export const unknown: Value = { kind: 'unknown' };

/** Whether nothing at run time decides the value. */
export function isFixed(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === 'list') return value.items.every(isFixed);
  return value.kind === 'text' || value.kind === 'constant';
}

/** The text of a fixed string, else `undefined`. */
export function fixedText(value: Value | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

/** Whether a value is the constant of this name in any of the languages. */
export function isConstant(value: Value | undefined, name: 'true' | 'false' | '0'): boolean {
  return value?.kind === 'constant' && value.text.toLowerCase() === name;
}

const MAX_TEXT = 20_000;

/** Strings, and what is put between them, one after the other. Without a string among them nothing is known: they may be numbers. */
export function joined(parts: readonly Value[]): Value {
  if (!parts.some(({ kind }) => kind === 'text' || kind === 'built')) return unknown;
  const text = parts.map(textIn).join('').slice(0, MAX_TEXT);
  return { kind: parts.every(isFixedPart) ? 'text' : 'built', text };
}

const isFixedPart = ({ kind }: Value): boolean => kind === 'text' || kind === 'constant';

const textIn = (part: Value): string =>
  part.kind === 'text' || part.kind === 'built' || part.kind === 'constant' ? part.text : GAP;
