/** A piece of a string: text as it is, or the source of an expression and where it begins in the string. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly offset: number };

export type TemplateResult =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/**
 * Divides a string into text and the expressions in its `{{ … }}`. Inside an expression, braces of map literals and
 * everything in CEL strings are passed over. `\{{` is the text `{{`. Neighbouring text is one part, and no part is empty.
 */
export function tokenise(text: string): TemplateResult {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    if (open > 0 && open > at && text[open - 1] === '\\') {
      literal += `${text.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    const end = expressionEnd(text, open + 2);
    if (end.kind === 'fault') return { ok: false, message: end.message, offset: end.offset };
    literal += text.slice(at, open);
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
    parts.push({ kind: 'expression', source: text.slice(open + 2, end.at), offset: open + 2 });
    at = end.at + 2;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push({ kind: 'text', text: literal });
  return { ok: true, parts };
}

/** Text that a template gives back as it is. */
export const templateLiteral = (text: string): string => text.replaceAll('{{', '\\{{');

type End =
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: 'fault'; readonly message: string; readonly offset: number };

/** Where the `}}` stands that ends the expression which begins at `start`. */
function expressionEnd(text: string, start: number): End {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"' || character === "'") {
      const after = stringEnd(text, at);
      if (after === undefined) return { kind: 'fault', message: 'a string in this expression has no end', offset: at };
      at = after;
      continue;
    }
    if (character === '/' && text[at + 1] === '/') {
      at = commentEnd(text, at);
      continue;
    }
    if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    else if (character === '}' && text[at + 1] === '}') return { kind: 'end', at };
    at += 1;
  }
  return { kind: 'fault', message: 'this {{ has no }}; write \\{{ for the two characters', offset: start - 2 };
}

/** Behind the CEL string that begins at `start` with its quote; tripled quotes may span lines, single ones not. */
function stringEnd(text: string, start: number): number | undefined {
  const quote = text[start] ?? '';
  const delimiter = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  for (let at = start + delimiter.length; at < text.length; at += 1) {
    if (text.startsWith(delimiter, at)) return at + delimiter.length;
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '\n' && delimiter.length === 1) return undefined;
  }
  return undefined;
}

/** A comment goes to the end of its line, or of the expression. */
function commentEnd(text: string, start: number): number {
  const end = text.slice(start).search(/\n|\}\}/);
  return end < 0 ? text.length : start + end;
}
