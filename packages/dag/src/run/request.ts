import { type Failure, StorageError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Answer, Command } from './command.ts';
import type { Signal } from './event.ts';
import type { RunState } from './state.ts';

/** What people ask of a run, from whatever process. */
export type RunRequest =
  | { readonly kind: 'cancel'; readonly reason: string }
  /** Nothing more starts. `stop`: what runs is ended and made again later; otherwise it may finish. */
  | { readonly kind: 'pause'; readonly stop: boolean }
  /** A paused run goes on. */
  | { readonly kind: 'continue' }
  | { readonly kind: 'signal'; readonly signal: Signal }
  /** Says yes to a step that waits for it. `data`: plain JSON that its form takes. */
  | { readonly kind: 'approve'; readonly step: string; readonly data: unknown }
  | { readonly kind: 'reject'; readonly step: string; readonly reason: string };

const schema: z.ZodType<RunRequest> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancel'), reason: z.string() }),
  z.object({ kind: z.literal('pause'), stop: z.boolean() }),
  z.object({ kind: z.literal('continue') }),
  z.object({
    kind: z.literal('signal'),
    signal: z.object({ id: z.string(), name: z.string(), data: z.unknown() }),
  }),
  z.object({ kind: z.literal('approve'), step: z.string(), data: z.unknown() }),
  z.object({ kind: z.literal('reject'), step: z.string(), reason: z.string() }),
]);

/** @throws StorageError JOURNAL_CORRUPT when it is no request that this version knows. */
export function decodeRequest(written: unknown): RunRequest {
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  throw new StorageError('a request to a run is not understood', {
    code: 'JOURNAL_CORRUPT',
    suggestions: ['A newer version of Codomyrmex may have written it; otherwise the file is damaged.'],
  });
}

/**
 * The command that a request is, when it reaches its run at `at`, in milliseconds since the epoch; `undefined` for one about a
 * step that the run does not have.
 */
export function requestCommand({ plan }: RunState, request: RunRequest, at: number): Command | undefined {
  switch (request.kind) {
    case 'cancel':
      return { type: 'cancel', at, reason: request.reason };
    case 'pause':
      return { type: 'pause', at, stop: request.stop };
    case 'continue':
      return { type: 'continue', at };
    case 'signal':
      return { type: 'signal', at, signal: request.signal };
    case 'approve':
      return answer(plan.indices.get(request.step), at, approval(request.data));
    case 'reject':
      return answer(plan.indices.get(request.step), at, { kind: 'refused', failure: rejection(request.reason) });
  }
}

function answer(task: number | undefined, at: number, said: Answer): Command | undefined {
  return task === undefined ? undefined : { type: 'answer', at, task, answer: said };
}

const approval = (data: unknown): Answer => ({
  kind: 'given',
  output: { kind: 'inline', value: { approved: true, data } },
});

function rejection(reason: string): Failure {
  return {
    type: 'TaskExecutionError',
    code: 'APPROVAL_REJECTED',
    message: reason === '' ? 'somebody rejected it' : `somebody rejected it: ${reason}`,
    retryable: false,
    details: { reason },
  };
}
