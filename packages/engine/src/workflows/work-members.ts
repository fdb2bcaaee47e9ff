import type { Action, ResourceRequest, StepDefinition } from '@codomyrmex/core';
import type { ActionWork } from '../runtime/run-plan.ts';

const NO_REQUESTS: readonly ResourceRequest[] = [];

/** What a step says of its cache, with the version of its action's plugin. */
export function cachingOf({ cache }: Pick<StepDefinition, 'cache'>, version = ''): ActionWork['cache'] {
  if (cache === undefined) return undefined;
  return { rule: cache === true ? {} : cache, version };
}

/** Steps that ask for the same share one array, so that what they need is compiled once. */
export function sharedRequests(
  requests: readonly ResourceRequest[] | undefined,
  shared: Map<string, readonly ResourceRequest[]>,
): readonly ResourceRequest[] {
  if (requests === undefined || requests.length === 0) return NO_REQUESTS;
  const key = JSON.stringify(requests);
  const known = shared.get(key) ?? requests;
  shared.set(key, known);
  return known;
}

export function timeoutOf(step: StepDefinition, action: Action): number | undefined {
  return milliseconds(step.timeouts?.attempt ?? step.timeout ?? action.timeout);
}

export const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;
