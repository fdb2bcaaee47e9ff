import { ActionError, failureSchema } from '@codomyrmex/core';
import type { PerformAction } from '@codomyrmex/engine';
import * as z from 'zod';

export interface Worker {
  readonly url: string;
  readonly token: string;
}

const answerSchema = z.union([z.object({ output: z.unknown() }), z.object({ failure: failureSchema })]);

/**
 * Performs the actions of a worker there, and all others as the engine does. What comes back is checked by the engine as any
 * output is; when the attempt is aborted the request ends, which tells the worker.
 */
export function remotePerformer(worker: Worker, isRemote: (action: string) => boolean) {
  return (here: PerformAction): PerformAction =>
    async (work, input, context) => {
      const { id: action } = work.action;
      if (!isRemote(action)) return here(work, input, context);
      const { run, task, attempt } = context;
      const answer = await asked(worker, { action, input, run, task, attempt }, context.signal);
      if (!('failure' in answer)) return answer.output;
      const { message, code, retryable, details = {}, suggestions = [] } = answer.failure;
      throw new ActionError(message, { code, retryable, details, suggestions });
    };
}

async function asked({ url, token }: Worker, order: object, signal: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
    redirect: 'error',
    signal,
  }).catch((cause: unknown) => {
    throw new ActionError('the worker cannot be reached', { code: 'WORKER_AWAY', cause });
  });
  if (response.status !== 200)
    throw new ActionError(`the worker answers ${response.status}`, { code: 'WORKER_REFUSED' });
  return answerSchema.parse(await response.json());
}
