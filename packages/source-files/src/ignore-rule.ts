import { literalLength, type Match, wildcardPattern } from './wildcard-pattern.ts';

/** A line of a `.gitignore`. Names and paths are given as bytes, each a character of a string. */
export interface IgnoreRule {
  /** What it says of what it matches: `!` includes again. */
  readonly says: 'ignored' | 'included';
  readonly foldersOnly: boolean;
  /** What it is compared with: the name alone, or the path from the folder of the rule's file. */
  readonly of: 'name' | 'path';
  readonly matches: Match;
}

/** The rules in the text of a `.gitignore`, in order, read as git reads them. */
export function ignoreRules(text: string, ignoresCase: boolean): readonly IgnoreRule[] {
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split('\n');
  return lines.flatMap((line) => ruleOf(line, ignoresCase) ?? []);
}

function ruleOf(line: string, ignoresCase: boolean): IgnoreRule | undefined {
  if (line.startsWith('#')) return undefined;
  const written = withoutSpacesAtEnd(line.replace(/\r$/, '').replace(/\0.*$/s, ''));
  const isNegation = written.startsWith('!');
  const pattern = written.slice(isNegation ? 1 : 0);
  const foldersOnly = pattern.endsWith('/');
  const body = foldersOnly ? pattern.slice(0, -1) : pattern;
  if (body === '') return undefined;
  const of = body.includes('/') ? 'path' : 'name';
  return {
    says: isNegation ? 'included' : 'ignored',
    foldersOnly,
    of,
    matches: matchOf(of === 'path' ? body.replace(/^\//, '') : body, { ignoresCase, of }),
  };
}

function matchOf(pattern: string, options: { readonly ignoresCase: boolean; readonly of: 'name' | 'path' }): Match {
  const literal = literalLength(pattern);
  const folded = (text: string) => (options.ignoresCase ? lowerCase(text) : text);
  if (literal === pattern.length) {
    const whole = folded(pattern);
    return (text) => text === whole;
  }
  if (options.of === 'name' && pattern.startsWith('*') && literalLength(pattern.slice(1)) === pattern.length - 1) {
    const ending = folded(pattern.slice(1));
    return (text) => text.endsWith(ending);
  }
  // git compares what is before the first sign by itself, so that stars after it stand as at the beginning.
  const beginning = folded(pattern.slice(0, literal));
  const fits = wildcardPattern(pattern.slice(literal), options);
  return (text) => text.startsWith(beginning) && fits(text.slice(literal));
}

/** Spaces at the end are no part of a rule unless they are escaped. */
function withoutSpacesAtEnd(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ' ') continue;
    if (line[at] === '\\') at += 1;
    end = at + 1;
  }
  return line.slice(0, end);
}

/** In lower case as far as git goes: ASCII alone. */
export function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
