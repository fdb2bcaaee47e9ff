// Literals whose end depends on how they begin. Each function gives the offset behind the literal, or -1 when there is
// none at `start`; one that is never closed reaches to the end of the text.

/** C++: `R"delimiter(…)delimiter"`, with an encoding prefix. */
export function cppRawString(text: string, start: number): number {
  const opening = matchAt(/(?:u8|u|U|L)?R"([^\s()\\]{0,16})\(/y, text, start);
  return opening === null ? -1 : behind(text, `)${opening[1] ?? ''}"`, start + opening[0].length);
}

/** C#: three or more quotes, closed by as many. */
export function csharpRawString(text: string, start: number): number {
  const opening = matchAt(/"{3,}/y, text, start);
  return opening === null ? -1 : behind(text, opening[0], start + opening[0].length);
}

/** Rust: `r"…"`, `r##"…"##`, `br"…"`. */
export function rustRawString(text: string, start: number): number {
  const opening = matchAt(/b?r(#{0,255})"/y, text, start);
  return opening === null ? -1 : behind(text, `"${opening[1] ?? ''}`, start + opening[0].length);
}

/** Rust and Scala: a character between quotes; a lone quote begins a name (`'static`) and is no literal. */
export function lifetimeOrCharacter(text: string, start: number): number {
  const literal = matchAt(/'(?:\\(?:u\{[^}\n]{0,8}\}|x[0-9a-fA-F]{2}|[^\n])|[^\\'\n]{1,2})'/y, text, start);
  return literal === null ? -1 : start + literal[0].length;
}

/** Lua: `[[…]]`, `[==[…]==]`. */
export function luaLongString(text: string, start: number): number {
  const opening = matchAt(/\[(={0,16})\[/y, text, start);
  return opening === null ? -1 : behind(text, `]${opening[1] ?? ''}]`, start + opening[0].length);
}

/** JavaScript: a template with everything inside it, templates within `${…}` too. */
export function jsTemplate(text: string, start: number): number {
  // What is open, innermost last: a template, or braces within a `${…}` of one.
  const open: ('template' | 'braces')[] = ['template'];
  let at = start + 1;
  while (at < text.length && open.length > 0) {
    const character = text[at];
    const inTemplate = open[open.length - 1] === 'template';
    if (character === '\\') at++;
    else if (character === '`') {
      if (inTemplate) open.pop();
      else open.push('template');
    } else if (inTemplate) {
      if (character === '$' && text[at + 1] === '{') {
        open.push('braces');
        at++;
      }
    } else if (character === '{') open.push('braces');
    else if (character === '}') open.pop();
    at++;
  }
  return Math.min(at, text.length);
}

/** A slash that is followed by no other within this many characters divides: keeps a line of slashes one pass. */
const MAX_REGEX = 2_000;

/** JavaScript and Ruby: `/…/flags` on one line. */
export function regexLiteral(text: string, start: number): number {
  let inClass = false;
  const limit = Math.min(text.length, start + MAX_REGEX);
  for (let at = start + 1; at < limit; at++) {
    const character = text[at];
    if (character === '\n') return -1;
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) {
      const flags = matchAt(/[A-Za-z]*/y, text, at + 1);
      return at + 1 + (flags?.[0].length ?? 0);
    }
  }
  return -1;
}

function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}
