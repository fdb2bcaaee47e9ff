import { type Failure, failureSchema } from '@codomyrmex/core';
import * as z from 'zod';
import type { IsolatedJob } from '../thread-protocol.ts';

// What the engine and the process of an action say to each other: lines of JSON over descriptor 3. JSON and not V8's own
// format, and every message of the process is checked: what runs in a sandbox may be hostile.

/** The descriptor of the channel in the process. */
export const CHANNEL = 3;
/** Longest message, in bytes; a longer one ends the attempt. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** An attempt to be made in a process of its own, which performs no other. */
export interface ProcessJob extends IsolatedJob {
  /** Whether the action can see its artifacts' folder, or only have files written there. */
  readonly artifacts: 'visible' | 'written';
  /** Milliseconds between TERM and KILL for what the attempt started. */
  readonly graceMs: number;
  /** Borne by every command of the action, so that it is found as part of the attempt. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ToProcess =
  | { readonly kind: 'perform'; readonly job: ProcessJob }
  | { readonly kind: 'abort'; readonly reason: Failure }
  | { readonly kind: 'answer'; readonly call: number; readonly answer: ProcessAnswer };

export type ProcessAnswer =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'failure'; readonly failure: Failure };

const contentSchema = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })]);

const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('artifact_folder') }),
  z.strictObject({ kind: z.literal('artifact_write'), name: z.string(), content: contentSchema }),
]);
/** What only the engine may do for an action: files that are kept with the run. */
export type ProcessRequest = z.output<typeof requestSchema>;

export const fromProcessSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
  }),
  z.strictObject({
    kind: z.literal('progress'),
    fraction: z.number().nullable(),
    message: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('call'), call: z.int().positive(), request: requestSchema }),
  z.strictObject({ kind: z.literal('done'), output: z.unknown().optional() }),
  z.strictObject({ kind: z.literal('failed'), failure: failureSchema }),
  z.strictObject({ kind: z.literal('not_applicable'), reason: z.string() }),
]);
export type FromProcess = z.output<typeof fromProcessSchema>;
