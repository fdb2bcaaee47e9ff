import { failureSchema, triggerRules } from '@codomyrmex/core';
import * as z from 'zod';
import type { RunEvent } from './event.ts';

const at = z.number();
const task = z.int().min(0);
const attempt = z.int().min(1);
const output = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inline'), value: z.unknown() }),
  z.object({ kind: z.literal('payload'), hash: z.string(), bytes: z.int().min(0) }),
]);

const fingerprint = z.string();
const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ran'), fingerprint, asked: z.literal(false).optional() }),
  z.object({ kind: z.literal('unkept'), reason: z.string() }),
  z.object({ kind: z.enum(['reused', 'joined']), fingerprint, run: z.string() }),
]);

const tasks = z.union([z.literal('all'), z.array(task)]);
const addedTask = z.object({
  name: z.string(),
  dependencies: z.array(z.string()),
  priority: z.int().min(0).max(255).optional(),
  runOn: z.enum(triggerRules).optional(),
  retry: z
    .object({
      maxRetries: z.int().min(0),
      delayMs: z.number(),
      factor: z.number(),
      capMs: z.number(),
      jitter: z.number(),
      onCodes: z.array(z.string()).optional(),
      exitCodes: z.array(z.number()).optional(),
      never: z.array(z.string()).optional(),
    })
    .optional(),
  held: z.literal(true).optional(),
  written: z.record(z.string(), z.json()),
});

const retry = z.object({
  of: z.string(),
  carried: z.array(z.object({ task, output, isGiven: z.literal(true).optional() })),
  again: z.array(
    z.object({
      task,
      because: z.discriminatedUnion('kind', [
        z.object({ kind: z.enum(['chosen', 'failed', 'cancelled', 'skipped', 'not_run', 'undone']) }),
        z.object({ kind: z.literal('parameter_changed'), parameter: z.string() }),
        z.object({ kind: z.enum(['follows', 'output_given']), task }),
      ]),
      keeps: z.string().optional(),
    }),
  ),
});

/** What a row's members are together: of nearly all of them it is known without. */
export const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run_started'), at, retry: retry.optional() }),
  z.object({ type: z.literal('attempt_started'), at, task, attempt }),
  z.object({
    type: z.literal('attempt_succeeded'),
    at,
    task,
    attempt,
    output,
    source: source.optional(),
    signal: z.string().optional(),
  }),
  z.object({ type: z.literal('attempt_repeated'), at, task, attempt, until: z.number() }),
  z.object({
    type: z.literal('signal_received'),
    at,
    signal: z.object({ id: z.string(), name: z.string(), data: z.unknown() }),
  }),
  z.object({
    type: z.literal('attempt_failed'),
    at,
    task,
    attempt,
    failure: failureSchema,
    retryAt: z.number().nullable(),
  }),
  z.object({ type: z.literal('attempt_lost'), at, task, attempt }),
  z.object({ type: z.literal('attempt_declined'), at, task, attempt, reason: z.string() }),
  z.object({ type: z.literal('attempt_cancelled'), at, task, attempt }),
  z.object({ type: z.literal('backoff_ended'), at, task, attempt }),
  z.object({ type: z.literal('cancel_requested'), at, reason: z.string() }),
  z.object({ type: z.literal('run_timed_out'), at }),
  z.object({ type: z.literal('tasks_added'), at, tasks: z.array(addedTask) }),
  z.object({ type: z.literal('tasks_released'), at, tasks }),
  z.object({ type: z.literal('tasks_held'), at, tasks }),
  z.object({ type: z.literal('run_sealed'), at }),
  z.object({ type: z.literal('task_cancelled'), at, task }),
  z.object({ type: z.literal('attempt_paused'), at, task, attempt }),
  z.object({ type: z.literal('run_paused'), at, stop: z.boolean() }),
  z.object({ type: z.literal('run_continued'), at }),
  z.object({ type: z.literal('condition_met'), at, task }),
  z.object({ type: z.literal('condition_unmet'), at, task }),
  z.object({ type: z.literal('task_failed'), at, task, failure: failureSchema }),
  z.object({ type: z.literal('run_ended'), at, status: z.enum(['completed', 'failed', 'cancelled']) }),
]);
