import { ActionError } from '@codomyrmex/core';
import type { Found, Pattern } from './pattern.ts';

/** What is put in the place of a match. */
export type Replacement = (found: Found) => string;

const part = /\$(?:\$|(\d{1,2})|\{([A-Za-z_]\w{0,63}|\d{1,2})\})|\$/g;

/**
 * A text with `$1`, `${name}` for what groups took (nothing for those that took no part) and `$$` for a dollar.
 * @throws ActionError INVALID_REPLACEMENT for a group that the pattern does not have, and for a `$` that is none of these.
 */
export function replacementOf(written: string, pattern: Pattern, isLiteral: boolean): Replacement {
  if (isLiteral) return () => written;
  const pieces: (string | number)[] = [];
  let from = 0;
  for (const found of written.matchAll(part)) {
    pieces.push(written.slice(from, found.index));
    from = found.index + found[0].length;
    pieces.push(found[0] === '$$' ? '$' : groupOf(found[1] ?? found[2], pattern));
  }
  pieces.push(written.slice(from));
  return ({ groups }) => pieces.map((piece) => (typeof piece === 'string' ? piece : (groups[piece] ?? ''))).join('');
}

function groupOf(name: string | undefined, pattern: Pattern): number {
  if (name === undefined) throw invalid('a "$" is followed by neither a group nor a "$"');
  const number = /^\d+$/.test(name) ? Number(name) : pattern.groupNames.get(name);
  if (number === undefined || number > pattern.groupCount) throw invalid(`the pattern has no group "${name}"`);
  return number;
}

function invalid(why: string): ActionError {
  return new ActionError(`the replacement cannot be read: ${why}`, {
    code: 'INVALID_REPLACEMENT',
    retryable: false,
    suggestions: [
      'write $1, or $ and a name in braces, for groups, and $$ for a dollar',
      'set literal: true to take it as it is',
    ],
  });
}
