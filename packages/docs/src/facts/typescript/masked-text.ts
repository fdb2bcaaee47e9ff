/**
 * TypeScript with comments, strings, templates and regular expressions blanked, character by character, so that brackets and words
 * that are left are code. Not a parser: where `/` begins an expression is told by what stands before it, which errs in code that
 * nobody formats so; then exports after it may be missed, never invented.
 */
export function maskedText(text: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = blankEnd(text, at, out);
    if (end === at) {
      out.push(text.charAt(at));
      at += 1;
    } else {
      out.push(text.slice(at, end).replace(/[^\n]/g, ' '));
      at = end;
    }
  }
  return out.join('');
}

/** Where what begins at `at` and is no code ends; `at` itself when it is code. */
function blankEnd(text: string, at: number, before: readonly string[]): number {
  const two = text.slice(at, at + 2);
  if (two === '//') return indexOr(text, '\n', at, text.length);
  if (two === '/*') return indexOr(text, '*/', at + 2, text.length - 2) + 2;
  const first = text.charAt(at);
  if (first === "'" || first === '"') return quotedEnd(text, at, first);
  if (first === '`') return templateEnd(text, at);
  if (first === '/' && beginsExpression(before)) return quotedEnd(text, at, '/');
  return at;
}

function indexOr(text: string, wanted: string, from: number, otherwise: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? otherwise : found;
}

function quotedEnd(text: string, start: number, quote: string): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '\\') at += 1;
    else if (one === '\n') return at;
    else if (quote === '/' && one === '[') inClass = true;
    else if (quote === '/' && one === ']') inClass = false;
    else if (one === quote && !inClass) return at + 1;
  }
  return text.length;
}

/** Templates stand in the code of templates: each open one counts the brackets of its code; 0 is its text. */
function templateEnd(text: string, start: number): number {
  const open = [0];
  for (let at = start + 1; at < text.length; at++) {
    const one = text.charAt(at);
    const depth = open.at(-1) ?? 0;
    if (one === '\\') at += 1;
    else if (one === '`') {
      if (depth > 0) open.push(0);
      else open.pop();
      if (open.length === 0) return at + 1;
    } else if (depth === 0) {
      if (text.startsWith('${', at)) {
        open[open.length - 1] = 1;
        at += 1;
      }
    } else if (one === '{') open[open.length - 1] = depth + 1;
    else if (one === '}') open[open.length - 1] = depth - 1;
  }
  return text.length;
}

const LOOK_BACK = 40;

function beginsExpression(before: readonly string[]): boolean {
  const line = before.slice(-LOOK_BACK).join('').trimEnd();
  return (
    line === '' || /[(,=:[!&|?{};+*<>%^~-]$/.test(line) || /\b(?:return|typeof|case|in|of|await|yield)$/.test(line)
  );
}
