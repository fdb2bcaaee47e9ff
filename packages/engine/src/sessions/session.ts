import { type OrchestrationMode, orchestrationModes, type SessionStatus, UsageError } from '@codomyrmex/core';
import type { Requirements } from '@codomyrmex/resources';
import * as z from 'zod';
import { jsonSchemaOf } from '../definition/json-schema-members.ts';
import { schemaFaults } from '../definition/schema-faults.ts';

/** Timers of a year and more are typing mistakes. */
const MAX_TIMEOUT_SECONDS = 366 * 24 * 3_600;
const MAX_TEXT = 1_000;

/** What a session may be opened with; durations in seconds. */
export const sessionOptionsSchema = z.strictObject({
  userId: z.string().min(1).max(MAX_TEXT).default('system'),
  name: z.string().max(MAX_TEXT).default(''),
  description: z
    .string()
    .max(10 * MAX_TEXT)
    .default(''),
  mode: z.enum(orchestrationModes).default('resource_aware'),
  maxParallelTasks: z.int().min(1).max(10_000).default(4),
  maxParallelWorkflows: z.int().min(1).max(1_000).default(2),
  timeoutSeconds: z.number().positive().max(MAX_TIMEOUT_SECONDS).nullish(),
  resourceRequirements: z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())])).default({}),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/** Everything that {@link OrchestrationSession} is opened with, all of it optional. */
export type SessionOptions = z.input<typeof sessionOptionsSchema>;
export type CheckedSessionOptions = z.output<typeof sessionOptionsSchema>;

/** The specification's session: who runs under which limits until when. A value: it does not change when the session does. */
export interface OrchestrationSession {
  readonly sessionId: string;
  readonly name: string;
  readonly description: string;
  readonly userId: string;
  /** How the tasks of all its runs share its slots. */
  readonly mode: OrchestrationMode;
  /** Tasks of all its runs together that may be in hand at once. */
  readonly maxParallelTasks: number;
  /** Runs that may go on at once; further ones wait in line. */
  readonly maxParallelWorkflows: number;
  readonly timeoutSeconds: number | null;
  /** Held from the opening to the end. */
  readonly resourceRequirements: Requirements;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: SessionStatus;
  readonly createdAt: Date;
  /** When its first run began. */
  readonly startedAt: Date | null;
  readonly updatedAt: Date;
  readonly completedAt: Date | null;
  /** Why it ended before it was closed idle; `null` otherwise. */
  readonly reason: string | null;
}

/** @throws UsageError INVALID_PARAMETERS with everything that is out of range. */
export function checkedSessionOptions(options: unknown): CheckedSessionOptions {
  const parsed = sessionOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const faults = schemaFaults(parsed.error.issues, options, {
    schema: () => jsonSchemaOf(sessionOptionsSchema, 'input'),
    base: [],
    whole: 'the options of a session',
  });
  const problems = faults.map(
    ({ message, suggestion }) => `${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
  );
  throw new UsageError(`the session cannot be opened: ${problems.join('; ')}`, {
    code: 'INVALID_PARAMETERS',
    details: { problems },
  });
}
