import { diff3Merge } from 'node-diff3';
import type { MergeLabels, MergeResult, Texts } from './merge-result.ts';

const MAX_LINES = 1_000;
/** node-diff3 compares every line with all that are like it: 20,000 repetitive lines took 188 s. This many pairs take below a second. */
const MAX_PAIRS = 100_000;

/** Merges where there is no git; what would take long is a conflict as a whole. */
export function mergeLines({ ours, base, theirs }: Texts, labels: MergeLabels): MergeResult {
  const [a, o, b] = [lines(ours), lines(base), lines(theirs)];
  if (Math.max(a.length, o.length, b.length) > MAX_LINES || pairs(o, a) > MAX_PAIRS || pairs(o, b) > MAX_PAIRS) {
    return { kind: 'conflict', why: 'needs_git', marked: marked({ a, o, b }, labels) };
  }
  const regions = diff3Merge(a, o, b, { excludeFalseConflicts: true });
  const text = regions.map(
    ({ ok, conflict }) => ok?.join('') ?? (conflict === undefined ? '' : marked(conflict, labels)),
  );
  const isClean = regions.every(({ conflict }) => conflict === undefined);
  return isClean ? { kind: 'clean', text: text.join('') } : { kind: 'conflict', why: 'edited', marked: text.join('') };
}

function marked(
  { a, o, b }: { readonly a: string[]; readonly o: string[]; readonly b: string[] },
  labels: MergeLabels,
): string {
  const part = (part: readonly string[]): string => ended(part.join(''));
  return `<<<<<<< ${labels.ours}\n${part(a)}||||||| ${labels.base}\n${part(o)}=======\n${part(b)}>>>>>>> ${labels.theirs}\n`;
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function pairs(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of one) counts.set(line, (counts.get(line) ?? 0) + 1);
  return other.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
}
