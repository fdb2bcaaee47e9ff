import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';

const MAX_CHARACTERS = 500;
const MAX_CHOICES = 100;

export const pattern = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .meta({ description: '* within a name, ** across folders, ? one character, {a,b} a choice: src/**/*.{ts,tsx}.' });

/**
 * Whether a path is one of a pattern. Never more steps than the characters of both multiplied, whatever the pattern: no regular
 * expression is made of it. A pattern without a slash is of names anywhere.
 * @throws ActionError INVALID_PARAMETERS for a pattern with too many choices.
 */
export function globMatcher(written: string): (path: string) => boolean {
  const choices = choicesOf(written).map((choice) => {
    const parts = choice.replace(/^\.\//, '').split('/');
    return parts.length === 1 ? ['**', ...parts] : parts;
  });
  return (path) => choices.some((parts) => matches(parts, path.split('/'), isSegment));
}

/** Of the pattern's parts, `wild` stands for any number of the path's; the last one met is tried with one more where the rest fails. */
function matches(
  pattern: readonly string[],
  path: readonly string[],
  { wild, fits }: { readonly wild: string; readonly fits: (part: string, of: string) => boolean },
): boolean {
  let [at, met] = [0, 0];
  let lastWild: { readonly next: number; taken: number } | undefined;
  while (met < path.length) {
    const part = pattern[at];
    if (part === wild) {
      lastWild = { next: ++at, taken: met };
    } else if (part !== undefined && fits(part, path[met] ?? '')) {
      at++;
      met++;
    } else if (lastWild !== undefined) {
      at = lastWild.next;
      met = ++lastWild.taken;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === wild);
}

const isCharacter = { wild: '*', fits: (part: string, of: string) => part === '?' || part === of };
const isSegment = {
  wild: '**',
  fits: (part: string, of: string) => matches(Array.from(part), Array.from(of), isCharacter),
};

/** A pattern for each way through its `{a,b}`, also within one another. */
function choicesOf(written: string): readonly string[] {
  const done: string[] = [];
  const open = [written];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // The innermost first: it has no brace in it.
    const choice = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (choice === null) done.push(next);
    else {
      const [before, after] = [next.slice(0, choice.index), next.slice(choice.index + choice[0].length)];
      open.push(...(choice[1] ?? '').split(',').map((one) => before + one + after));
    }
    if (done.length + open.length > MAX_CHOICES) {
      throw new ActionError(`the pattern ${written.slice(0, 80)} has more than ${MAX_CHOICES} choices`, {
        code: 'INVALID_PARAMETERS',
        retryable: false,
      });
    }
  }
  return done;
}
