import createIgnore, { type Ignore } from 'ignore';

/** The rules of one `.gitignore`, with those of the folders around it. */
export interface IgnoreRules {
  /** The folder of the file, with `/` at its end, or empty for the root. */
  readonly base: string;
  readonly rules: Ignore;
  readonly outer: IgnoreRules | undefined;
}

const MAX_PATTERNS = 1_000;
const MAX_LENGTH = 500;
/**
 * A pattern becomes a regular expression that tries every way to place its stars: with `n` of them in a name, time grows
 * by the n-th power of the name's length. Patterns that people write have one or two.
 */
const MAX_STARS = 3;

/** Reads a `.gitignore`. Patterns that would cost too much are left out; `refused` counts them. */
export function ignoreRules(
  text: string,
  base: string,
  outer: IgnoreRules | undefined,
): IgnoreRules & { refused: number } {
  const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const usable = patterns.slice(0, MAX_PATTERNS).filter(isCheap);
  const rules = createIgnore({ ignorecase: false, allowRelativePaths: false }).add(usable);
  return { base, rules, outer, refused: patterns.length - usable.length };
}

function isCheap(pattern: string): boolean {
  if (pattern.length > MAX_LENGTH) return false;
  const stars = (part: string) => part.match(/\*+/g)?.length ?? 0;
  const parts = pattern.split('/');
  return parts.every((part) => stars(part) <= MAX_STARS) && parts.filter((part) => part === '**').length <= MAX_STARS;
}

/**
 * Whether a path is ignored; a folder's path ends with `/`. The innermost file that says anything decides, as in git.
 * The folders around the path are taken to be not ignored.
 */
export function isIgnored(path: string, innermost: IgnoreRules | undefined): boolean {
  for (let at = innermost; at !== undefined; at = at.outer) {
    const { ignored, unignored } = at.rules.test(path.slice(at.base.length));
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}
