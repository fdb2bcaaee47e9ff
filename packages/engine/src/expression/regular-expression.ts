import { createRequire } from 'node:module';

type Library = typeof import('re2js');
type Pattern = ReturnType<Library['RE2JS']['compile']>;

const MAX_PATTERN = 1_000;
const MAX_KEPT = 50;

// Loaded for the first pattern: few workflows have one.
let library: Library | undefined;
const kept = new Map<string, Pattern>();

/**
 * Whether RE2 finds the pattern anywhere in the text, in time proportional to both: JavaScript's own expressions can take
 * longer than anybody waits.
 * @throws Error when the pattern is none.
 */
export function finds(text: string, pattern: string): boolean {
  return compiled(pattern).matcher(text).find();
}

/** What is wrong with a pattern, or `undefined`. */
export function patternFault(pattern: string): string | undefined {
  try {
    compiled(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function compiled(pattern: string): Pattern {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > MAX_PATTERN) throw new Error(`a pattern of more than ${MAX_PATTERN} characters`);
  library ??= createRequire(import.meta.url)('re2js') as Library; // the package's own type of its module
  const made = library.RE2JS.compile(pattern);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(pattern, made);
  return made;
}
