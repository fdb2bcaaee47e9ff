import { StorageError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Command } from './command.ts';

/** What people ask of a run, from whatever process. */
export type RunRequest =
  | { readonly kind: 'cancel'; readonly reason: string }
  /** Nothing more starts. `stop`: what runs is ended and made again later; otherwise it may finish. */
  | { readonly kind: 'pause'; readonly stop: boolean }
  /** A paused run goes on. */
  | { readonly kind: 'continue' };

const schema: z.ZodType<RunRequest> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancel'), reason: z.string() }),
  z.object({ kind: z.literal('pause'), stop: z.boolean() }),
  z.object({ kind: z.literal('continue') }),
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

/** The command that a request is, when it reaches its run at `at`, in milliseconds since the epoch. */
export function requestCommand(request: RunRequest, at: number): Command {
  switch (request.kind) {
    case 'cancel':
      return { type: 'cancel', at, reason: request.reason };
    case 'pause':
      return { type: 'pause', at, stop: request.stop };
    case 'continue':
      return { type: 'continue', at };
  }
}
