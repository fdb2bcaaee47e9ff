import type { Failure } from '@codomyrmex/core';
import type { RetryPolicy } from '../plan/task-spec.ts';

/**
 * When the attempt after `failed` failed ones (at least 1) may begin, in milliseconds since the epoch, or `null` when
 * there is none. The delay is `delayMs · factor^(failed-1)`, capped, then spread by the jitter.
 */
export function retryAt(
  policy: RetryPolicy | undefined,
  failure: Failure,
  { failed, at, random }: { readonly failed: number; readonly at: number; readonly random: number },
): number | null {
  if (policy === undefined || !failure.retryable || failed > policy.maxRetries) return null;
  const delay = Math.min(policy.capMs, policy.delayMs * policy.factor ** (failed - 1));
  return at + Math.round(delay * (1 + policy.jitter * (2 * random - 1)));
}
