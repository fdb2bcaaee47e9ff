import { retryDefaults, type StepDefinition } from '@codomyrmex/core';
import type { RetryPolicy } from '@codomyrmex/dag';
import { hasItems } from './step-kind.ts';

/** Items and the steps of a workflow have retries of their own: a whole workflow runs again only where that is asked for. */
function isTriedOnce(step: StepDefinition): boolean {
  return hasItems(step) || step.wait_for !== undefined || (step.workflow !== undefined && step.retry === undefined);
}

/** A step's retries, in the planner's form; steps with the same ones share one object. `policies` holds those met before. */
export function retryPolicy(step: StepDefinition, policies: Map<string, RetryPolicy>): RetryPolicy | undefined {
  if (isTriedOnce(step)) return undefined;
  const { max_retries: maxRetries, retry_delay: retryDelay, retry } = step;
  const {
    max = maxRetries,
    delay = retryDelay,
    factor,
    cap,
    jitter,
    on_codes,
    exit_codes,
    never,
  } = { ...retryDefaults, ...retry };
  if (max === 0) return undefined;
  const key = retry === undefined ? `${max} ${delay}` : JSON.stringify([max, delay, retry]);
  const known = policies.get(key);
  if (known !== undefined) return known;
  const policy: RetryPolicy = {
    maxRetries: max,
    delayMs: Math.round(delay * 1000),
    factor,
    capMs: Math.round(cap * 1000),
    jitter,
    ...(on_codes !== undefined && { onCodes: on_codes }),
    ...(exit_codes !== undefined && { exitCodes: exit_codes }),
    ...(never !== undefined && { never }),
  };
  policies.set(key, policy);
  return policy;
}
