import type { Failure } from '@codomyrmex/core';
import type { RetryPolicy } from '../plan/task-spec.ts';

/**
 * When the attempt after `failed` failed ones (at least 1) may begin, in milliseconds since the epoch, or `null` when
 * there is none. The delay is `delayMs · factor^(failed-1)`, capped, then spread by the jitter; who refused the work may
 * have asked for a longer one.
 */
export function retryAt(
  policy: RetryPolicy | undefined,
  failure: Failure,
  { failed, at, random }: { readonly failed: number; readonly at: number; readonly random: number },
): number | null {
  if (policy === undefined || failed > policy.maxRetries || !isRetried(policy, failure)) return null;
  const delay = Math.min(policy.capMs, policy.delayMs * policy.factor ** (failed - 1));
  const spread = Math.round(delay * (1 + policy.jitter * (2 * random - 1)));
  return at + Math.max(spread, Math.round((failure.retryAfter ?? 0) * 1000));
}

function isRetried({ onCodes, exitCodes, never }: RetryPolicy, failure: Failure): boolean {
  if (!failure.retryable || never?.includes(failure.code) === true) return false;
  if (onCodes === undefined && exitCodes === undefined) return true;
  return onCodes?.includes(failure.code) === true || exitCodes?.includes(exitCodeOf(failure)) === true;
}

/** NaN, which no list holds, for a failure that is not a command's. */
function exitCodeOf({ details }: Failure): number {
  return typeof details?.exit_code === 'number' ? details.exit_code : Number.NaN;
}
