/**
 * How an ignore rule is compared with paths: over bytes, each a character of a string, because git's `?` and `[…]` stand
 * for one byte.
 */
type Part =
  | { readonly kind: 'byte'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly has: (code: number) => boolean }
  /** Any run of bytes without a slash. */
  | { readonly kind: 'run' }
  /** Any run of bytes. */
  | { readonly kind: 'long_run' }
  /** Nothing, or any run of bytes that ends with a slash. */
  | { readonly kind: 'folders' };

const SLASH = 47;

export interface PatternOptions {
  /** Whether letters of ASCII match in both cases. The text is then given in lower case. */
  readonly ignoresCase: boolean;
  /** `path`: only `**` matches a slash; `name`: there is none in the text. */
  readonly of: 'path' | 'name';
}

/** Whether a text, as bytes, fits a pattern. */
export type Match = (text: string) => boolean;

/**
 * Reads a pattern as git does. It is compared in time that grows with the square of the text's length, whatever the
 * pattern: all places where it could stand are kept side by side instead of being tried one after the other.
 */
export function wildcardPattern(pattern: string, options: PatternOptions): Match {
  const parts = partsOf(pattern, options);
  if (parts === undefined) return () => false;
  const least = parts.filter(({ kind }) => kind === 'byte' || kind === 'any' || kind === 'set').length;
  return (text) => text.length >= least && fits(parts, text);
}

/** The place of the first sign with a meaning, or the pattern's length. */
export function literalLength(pattern: string): number {
  const at = pattern.search(/[*?[\\]/);
  return at === -1 ? pattern.length : at;
}

function fits(parts: readonly Part[], text: string): boolean {
  let places = new Places(parts);
  let next = new Places(parts);
  places.enter(0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    for (const place of places.all) step(parts[place], { code, place, next });
    if (next.all.length === 0) return false;
    [places, next] = [next, places];
    next.clear();
  }
  return places.all.includes(parts.length);
}

function step(
  part: Part | undefined,
  { code, place, next }: { readonly code: number; readonly place: number; readonly next: Places },
): void {
  switch (part?.kind) {
    case undefined:
      return;
    case 'byte':
      if (part.code === code) next.enter(place + 1);
      return;
    case 'any':
      if (code !== SLASH) next.enter(place + 1);
      return;
    case 'set':
      if (code !== SLASH && part.has(code)) next.enter(place + 1);
      return;
    case 'run':
      if (code !== SLASH) next.enter(place);
      return;
    case 'long_run':
      next.enter(place);
      return;
    case 'folders':
      next.stay(place);
      if (code === SLASH) next.enter(place + 1);
  }
}

/** Places in a pattern, each once. */
class Places {
  readonly all: number[] = [];
  readonly #parts: readonly Part[];
  readonly #isIn: Uint8Array;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#isIn = new Uint8Array(parts.length + 1);
  }

  clear(): void {
    for (const place of this.all) this.#isIn[place] = 0;
    this.all.length = 0;
  }

  /** Adds a place, and those behind it that are reached by nothing. */
  enter(place: number): void {
    for (let at = place; ; at++) {
      this.stay(at);
      const kind = this.#parts[at]?.kind;
      if (kind !== 'run' && kind !== 'long_run' && kind !== 'folders') return;
    }
  }

  stay(place: number): void {
    if (this.#isIn[place] === 1) return;
    this.#isIn[place] = 1;
    this.all.push(place);
  }
}

/** `undefined` for a pattern that matches nothing, such as one whose bracket is not closed. */
function partsOf(pattern: string, { ignoresCase, of }: PatternOptions): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  while (at < pattern.length) {
    const code = pattern.charCodeAt(at);
    switch (pattern[at]) {
      case '\\': {
        const escaped = pattern.charCodeAt(at + 1);
        if (Number.isNaN(escaped)) return undefined;
        // As it is written: git does not look at its case either.
        parts.push({ kind: 'byte', code: escaped });
        at += 2;
        break;
      }
      case '?':
        parts.push({ kind: 'any' });
        at += 1;
        break;
      case '*': {
        const end = endOfStars(pattern, at);
        const part = of === 'name' ? ({ kind: 'long_run' } as const) : runOf(pattern, at, end);
        parts.push(part);
        at = part.kind === 'folders' ? end + 1 : end;
        break;
      }
      case '[': {
        const set = setAt(pattern, at, ignoresCase);
        if (set === undefined) return undefined;
        parts.push({ kind: 'set', has: set.has });
        at = set.end;
        break;
      }
      default:
        parts.push({ kind: 'byte', code: ignoresCase ? lower(code) : code });
        at += 1;
    }
  }
  return parts;
}

function endOfStars(pattern: string, at: number): number {
  let end = at;
  while (pattern[end] === '*') end += 1;
  return end;
}

/** The stars from `at` to `end`: they match slashes only as two or more that stand for whole folders. */
function runOf(pattern: string, at: number, end: number): Part {
  const after = pattern[end];
  const isWhole =
    end - at > 1 &&
    (at === 0 || pattern[at - 1] === '/') &&
    (after === undefined || after === '/' || pattern.startsWith('\\/', end));
  if (!isWhole) return { kind: 'run' };
  return { kind: after === '/' ? 'folders' : 'long_run' };
}

type Test = (code: number) => boolean;

/** The set that a bracket at `at` opens; `undefined` when it is not closed or names an unknown class. */
function setAt(
  pattern: string,
  at: number,
  ignoresCase: boolean,
): { readonly has: Test; readonly end: number } | undefined {
  const isNegated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const first = isNegated ? at + 2 : at + 1;
  const tests: Test[] = [];
  let previous: number | undefined;
  let here = first;
  while (here === first || pattern[here] !== ']') {
    const member = memberAt(pattern, here, { previous, ignoresCase });
    if (member === undefined) return undefined;
    tests.push(member.has);
    previous = member.single;
    here = member.end;
  }
  return { has: (code) => tests.some((test) => test(code)) !== isNegated, end: here + 1 };
}

interface Member {
  readonly has: Test;
  readonly end: number;
  /** The byte that a range could begin with. */
  readonly single: number | undefined;
}

function memberAt(
  pattern: string,
  at: number,
  { previous, ignoresCase }: { readonly previous: number | undefined; readonly ignoresCase: boolean },
): Member | undefined {
  const after = pattern[at + 1];
  if (pattern[at] === '-' && previous !== undefined && after !== undefined && after !== ']') {
    const to = memberByteAt(pattern, at + 1);
    if (to === undefined) return undefined;
    const isBetween: Test = (code) => code >= previous && code <= to.code;
    const has: Test = ignoresCase ? (code) => isBetween(code) || isBetween(upper(code)) : isBetween;
    return { has, end: to.end, single: undefined };
  }
  if (pattern.startsWith('[:', at)) {
    const close = pattern.indexOf(']', at + 2);
    if (close === -1) return undefined;
    if (close > at + 2 && pattern[close - 1] === ':') {
      const has = classNamed(pattern.slice(at + 2, close - 1), ignoresCase);
      return has && { has, end: close + 1, single: undefined };
    }
  }
  const byte = memberByteAt(pattern, at);
  return byte && { has: (code) => code === byte.code, end: byte.end, single: byte.code };
}

function memberByteAt(pattern: string, at: number): { readonly code: number; readonly end: number } | undefined {
  const from = pattern[at] === '\\' ? at + 1 : at;
  return from < pattern.length ? { code: pattern.charCodeAt(from), end: from + 1 } : undefined;
}

const classes: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  ['cntrl', /(?=\p{ASCII})[^ -~]/u],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t\n\r]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[A-Fa-f0-9]/],
]);

function classNamed(name: string, ignoresCase: boolean): Test | undefined {
  const signs = classes.get(name === 'upper' && ignoresCase ? 'alpha' : name);
  return signs && ((code) => signs.test(String.fromCharCode(code)));
}

const lower = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);
const upper = (code: number): number => (code >= 97 && code <= 122 ? code - 32 : code);
