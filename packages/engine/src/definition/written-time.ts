import { isOrchestrationError } from '@codomyrmex/core';
import { timeOf } from '@codomyrmex/schedules';

/**
 * What `until` says, in milliseconds since the epoch; `undefined` for what is no time. One without a zone is UTC: a run may be
 * taken up again where clocks show another time.
 */
export function writtenTime(text: string): number | undefined {
  try {
    return timeOf(text, 'UTC');
  } catch (error) {
    if (isOrchestrationError(error)) return undefined;
    throw error;
  }
}
