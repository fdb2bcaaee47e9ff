/**
 * Patterns without any sign but `*` within a name and `**` between names, for which nothing has to be compiled. A name stands for
 * itself and for all that is below it, and so does a last `**`, as tinyglobby reads them.
 */
type Part =
  | { readonly kind: 'name'; readonly name: string }
  /** A name with these texts in it, in this order: the first begins it, the last ends it. */
  | { readonly kind: 'like'; readonly pieces: readonly string[] }
  /** Nothing, or any names. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'end' };

/** Where in their patterns the names of a path so far may stand. */
export type Places = readonly number[];

const PLAIN = /^[\w.@~ \-/*\u00a1-\uffff]+$/;
const END: Part = { kind: 'end' };
const FOLDERS: Part = { kind: 'folders' };

/** The segments of a pattern, or `undefined` where it has other signs, which tinyglobby reads. */
export function plainSegments(pattern: string): readonly string[] | undefined {
  if (!PLAIN.test(pattern) || pattern.startsWith('/')) return undefined;
  const written = pattern.endsWith('/') ? pattern.slice(0, -1) : pattern;
  const names = written.split('/').filter((segment) => segment !== '' && segment !== '.');
  const segments = written.endsWith('*') ? names : [...names, '**'];
  if (names.length === 0 || segments.some(isStrange)) return undefined;
  // What ends a pattern stands for nothing as well, but not after a name that ends with a star.
  const isMore = segments.at(-1) === '**' && segments.at(-2)?.endsWith('*') === true;
  return isMore ? [...segments.slice(0, -1), '*', '**'] : segments;
}

/** Stars beside each other mean something only as one whole segment, and a folder above nothing that is walked over. */
const isStrange = (segment: string, at: number, all: readonly string[]): boolean =>
  segment === '..' || (segment === '**' ? all[at + 1] === '**' : segment.includes('**'));

export const isLiteral = (segment: string): boolean => !segment.includes('*');

/** Several patterns, each as its segments, held against paths name by name. */
export class PathPatterns {
  readonly #parts: readonly Part[];
  /** Before the first name. */
  readonly start: Places;

  constructor(patterns: readonly (readonly string[])[]) {
    const parts: Part[] = [];
    const start: number[] = [];
    for (const segments of patterns) {
      const first = parts.length;
      for (const segment of segments) parts.push(partOf(segment));
      parts.push(END);
      enter(parts, first, start);
    }
    this.#parts = parts;
    this.start = start;
  }

  step(places: Places, name: string): Places {
    const next: number[] = [];
    for (const place of places) {
      const part = this.#parts[place];
      if (part?.kind === 'folders') enter(this.#parts, place, next);
      else if (part !== undefined && fits(part, name)) enter(this.#parts, place + 1, next);
    }
    return next;
  }

  /** Whether the path so far fits. */
  accepts(places: Places): boolean {
    return places.some((place) => this.#parts[place]?.kind === 'end');
  }

  /** Whether a longer path can fit. */
  leadsOn(places: Places): boolean {
    return places.some((place) => this.#parts[place]?.kind !== 'end');
  }
}

function partOf(segment: string): Part {
  if (segment === '**') return FOLDERS;
  return isLiteral(segment) ? { kind: 'name', name: segment } : { kind: 'like', pieces: segment.split('*') };
}

/** With what follows where there are no names between. */
function enter(parts: readonly Part[], place: number, places: number[]): void {
  for (let at = place; !places.includes(at); at++) {
    places.push(at);
    if (parts[at]?.kind !== 'folders') return;
  }
}

function fits(part: Part, name: string): boolean {
  switch (part.kind) {
    case 'name':
      return part.name === name;
    case 'like':
      return isLike(part.pieces, name);
    case 'folders':
    case 'end':
      return false;
  }
}

function isLike(pieces: readonly string[], name: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  const end = name.length - last.length;
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}
