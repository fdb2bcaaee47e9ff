import { ResourceAllocationError } from '@codomyrmex/core';
import type { Shortage } from './shortage.ts';

/** What is thrown to a user who did not get what can be had at other times. */
export function resourceUnavailable(
  user: string,
  shortages: readonly Shortage[],
  waited?: number,
): ResourceAllocationError {
  const lacks = shortages.map(({ what, heldBy, keptFor }) => {
    const kept = keptFor === undefined ? '' : `, kept for ${keptFor}`;
    return heldBy.length === 0 ? what + kept : `${what}, held by ${heldBy.slice(0, 3).join(', ')}${kept}`;
  });
  const what = lacks.length === 0 ? 'what was asked for' : lacks.join('; ');
  const how = waited === undefined ? 'cannot have' : `waited ${waited} s in vain for`;
  return new ResourceAllocationError(`${user} ${how} ${what}`, {
    retryable: true,
    details: { user, shortages },
    suggestions: ['Ask for less, wait longer, or raise the capacity.'],
  });
}
