import {
  type OrchestrationMode,
  orchestrationModes,
  type SessionStatus,
  sessionStatuses,
  UsageError,
} from '@codomyrmex/core';
import * as z from 'zod';
import { checkedSessionOptions, type OrchestrationSession } from './session.ts';

/** A session as the existing Python system writes it, and as the wire has it. */
export interface SessionDocument {
  readonly session_id: string;
  readonly name: string;
  readonly description: string;
  readonly user_id: string;
  readonly mode: OrchestrationMode;
  readonly max_parallel_tasks: number;
  readonly max_parallel_workflows: number;
  readonly timeout_seconds: number | null;
  readonly resource_requirements: OrchestrationSession['resourceRequirements'];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: SessionStatus;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly updated_at: string;
  readonly completed_at: string | null;
  /** Ours: why it ended early; left out where there is nothing to say. */
  readonly reason?: string;
}

export function sessionDocument(session: OrchestrationSession): SessionDocument {
  return {
    session_id: session.sessionId,
    name: session.name,
    description: session.description,
    user_id: session.userId,
    mode: session.mode,
    max_parallel_tasks: session.maxParallelTasks,
    max_parallel_workflows: session.maxParallelWorkflows,
    timeout_seconds: session.timeoutSeconds,
    resource_requirements: session.resourceRequirements,
    metadata: session.metadata,
    status: session.status,
    created_at: session.createdAt.toISOString(),
    started_at: session.startedAt?.toISOString() ?? null,
    updated_at: session.updatedAt.toISOString(),
    completed_at: session.completedAt?.toISOString() ?? null,
    ...(session.reason !== null && { reason: session.reason }),
  };
}

/** What may be missing or wrong in a stored session without making it unreadable. */
const writtenSchema = z.looseObject({
  session_id: z.string().min(1),
  status: z.enum(sessionStatuses).catch('pending'),
  mode: z.enum(orchestrationModes, `one of ${orchestrationModes.join(', ')}`).optional(),
  created_at: writtenTime(),
  started_at: writtenTime(),
  updated_at: writtenTime(),
  completed_at: writtenTime(),
  reason: z.string().nullable().default(null),
});

/**
 * Reads a stored session as the existing system does: without a mode it is resource-aware, an unknown status is pending, a
 * date that is none is `now` or absent, and an unknown mode is an error.
 * @throws UsageError INVALID_PARAMETERS with everything that is wrong.
 */
export function sessionFrom(written: unknown, now: Date): OrchestrationSession {
  const parsed = writtenSchema.safeParse(written);
  const { session_id, user_id, mode, max_parallel_tasks, max_parallel_workflows, ...rest } = parsed.success
    ? parsed.data
    : refuse(parsed.error);
  const { timeout_seconds, resource_requirements, name, description, metadata } = rest;
  const options = checkedSessionOptions({
    userId: user_id,
    mode,
    maxParallelTasks: max_parallel_tasks,
    maxParallelWorkflows: max_parallel_workflows,
    timeoutSeconds: timeout_seconds,
    resourceRequirements: resource_requirements,
    name,
    description,
    metadata,
  });
  return {
    ...options,
    timeoutSeconds: options.timeoutSeconds ?? null,
    sessionId: session_id,
    status: rest.status,
    createdAt: rest.created_at ?? now,
    startedAt: rest.started_at ?? null,
    updatedAt: rest.updated_at ?? now,
    completedAt: rest.completed_at ?? null,
    reason: rest.reason,
  };
}

/** A date that is none counts as missing. */
function writtenTime() {
  return z.coerce
    .date()
    .nullable()
    .optional()
    .catch(undefined)
    .transform((time) => time ?? undefined);
}

function refuse(error: z.ZodError): never {
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UsageError(`this is no session: ${problems.join('; ')}`, {
    code: 'INVALID_PARAMETERS',
    details: { problems },
  });
}
