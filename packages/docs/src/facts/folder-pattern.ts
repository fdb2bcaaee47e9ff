/** A pattern of folders or files as workspaces and configurations write it: `*` within a name, `**` over any number, `!` not at all. */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  const names = path.split('/');
  let matches = false;
  for (const written of patterns) {
    const isExclusion = written.startsWith('!');
    if (fits(names, partsOf(isExclusion ? written.slice(1) : written))) matches = !isExclusion;
  }
  return matches;
}

const split = new Map<string, readonly string[]>();

function partsOf(written: string): readonly string[] {
  const known = split.get(written);
  if (known !== undefined) return known;
  const parts = written
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .split('/');
  // What is in a folder is not the folder.
  if (parts.at(-1) === '**') parts.push('*');
  split.set(written, parts);
  return parts;
}

const fits = (names: readonly string[], parts: readonly string[]): boolean =>
  wild(names, parts, { isMany: (part) => part === '**', isOne: nameFits });

const nameFits = (name: string, part: string): boolean =>
  part === '*' ||
  wild(Array.from(name), Array.from(part), {
    isMany: (one) => one === '*',
    isOne: (one, by) => by === '?' || one === by,
  });

/**
 * Matches from the left and, where it cannot go on, lets the last wildcard take one more: what earlier ones took need never be
 * looked at again. So no pattern takes longer than both lengths multiplied.
 */
function wild(
  text: readonly string[],
  pattern: readonly string[],
  {
    isMany,
    isOne,
  }: { readonly isMany: (part: string) => boolean; readonly isOne: (one: string, part: string) => boolean },
): boolean {
  let at = 0;
  let next = 0;
  let wildcard: { readonly next: number; readonly from: number } | undefined;
  while (at < text.length) {
    const part = pattern[next];
    if (part !== undefined && isMany(part)) {
      wildcard = { next: next + 1, from: at };
      next++;
    } else if (part !== undefined && isOne(text[at] ?? '', part)) {
      at++;
      next++;
    } else if (wildcard !== undefined) {
      wildcard = { next: wildcard.next, from: wildcard.from + 1 };
      at = wildcard.from;
      next = wildcard.next;
    } else return false;
  }
  while (next < pattern.length && isMany(pattern[next] ?? '')) next++;
  return next === pattern.length;
}
