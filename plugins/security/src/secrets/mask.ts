import type { MatchKind } from './secret-finding.ts';

/** Shorter than this, four and two characters would be too much of a secret. */
const MIN_LENGTH_TO_SHOW = 20;

/**
 * A secret as it may be shown: a token keeps its first 4 characters (which say whose it is) and its last 2,
 * anything that a person may have thought up keeps nothing. How long it is does not show either.
 */
export function masked(secret: string, kind: MatchKind): string {
  if (kind !== 'token' || secret.length < MIN_LENGTH_TO_SHOW) return '****';
  return `${printable(secret.slice(0, 4))}****${printable(secret.slice(-2))}`;
}

const printable = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '*');
