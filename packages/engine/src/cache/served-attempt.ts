import { InternalError } from '@codomyrmex/core';
import type { AttemptContext } from '../effects/action-context.ts';
import type { ActionWork, RunPlan } from '../runtime/run-plan.ts';
import type { Upstream } from '../runtime/upstream.ts';
import type { ActionCache, Served } from './action-cache.ts';

interface ServingPorts extends Pick<RunPlan, 'reuse'> {
  readonly cache: ActionCache;
  readonly upstream: Upstream;
}

interface Call {
  readonly work: ActionWork;
  /** Parsed by the action. */
  readonly input: unknown;
  readonly context: AttemptContext;
  readonly perform: () => unknown;
}

/** Has an attempt of a cached step answered by the cache: with what it is given and what it refers to. */
export async function servedAttempt({ cache, upstream, reuse = 'on' }: ServingPorts, call: Call): Promise<Served> {
  const { work, input, context, perform } = call;
  const { action, reads, cache: caching } = work;
  if (caching === undefined) throw new InternalError(`the step "${context.task}" is not cached`);
  const scope = await upstream.scopeOf(reads);
  return cache.serve({
    ...caching,
    action: action.id,
    input,
    upstream: reads.map((step) => [step, scope.step(step)?.output]),
    reuse,
    context,
    perform,
  });
}
