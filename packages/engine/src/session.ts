import {
  NotFoundError,
  type OrchestrationMode,
  orchestrationModes,
  ResourceAllocationError,
  type SessionStatus,
} from '@codomyrmex/core';
import * as z from 'zod';

/** What a session may be opened with; durations in seconds. */
export const sessionOptionsSchema = z.strictObject({
  mode: z.enum(orchestrationModes).default('resource_aware'),
  maxParallelTasks: z.int().min(1).max(10_000).default(4),
  maxParallelWorkflows: z.int().min(1).max(1_000).default(2),
  timeoutSeconds: z.number().positive().optional(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});
export type SessionOptions = z.input<typeof sessionOptionsSchema>;

/** Who runs under which limits until when. */
export interface OrchestrationSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly mode: OrchestrationMode;
  readonly maxParallelTasks: number;
  readonly maxParallelWorkflows: number;
  readonly timeoutSeconds: number | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: SessionStatus;
  readonly createdAt: Date;
  readonly completedAt: Date | undefined;
}

/** Open and closed sessions of one engine, with the runs that each has in hand. */
export class Sessions {
  readonly #sessions = new Map<string, OrchestrationSession>();
  readonly #runs = new Map<string, Set<string>>();

  get active(): number {
    return this.#runs.size;
  }

  open(session: OrchestrationSession): void {
    this.#sessions.set(session.sessionId, session);
    this.#runs.set(session.sessionId, new Set());
  }

  get(sessionId: string): OrchestrationSession | undefined {
    return this.#sessions.get(sessionId);
  }

  /**
   * Counts a run against the session's limit until the returned function is called.
   * @throws NotFoundError SESSION_NOT_FOUND · ResourceAllocationError when it has as many runs in hand as it may.
   */
  enter(sessionId: string, run: string): () => void {
    const session = this.#sessions.get(sessionId);
    const runs = this.#runs.get(sessionId);
    if (session === undefined || runs === undefined) {
      throw new NotFoundError(`there is no open session ${sessionId}`, { code: 'SESSION_NOT_FOUND' });
    }
    if (runs.size >= session.maxParallelWorkflows) {
      throw new ResourceAllocationError(
        `session ${sessionId} runs ${runs.size} workflows already, and may run ${session.maxParallelWorkflows}`,
      );
    }
    runs.add(run);
    return () => void runs.delete(run);
  }

  /** Ends an open session and gives the runs that it still had; `undefined` when there is none. */
  close(sessionId: string, at: Date): readonly string[] | undefined {
    const session = this.#sessions.get(sessionId);
    const runs = this.#runs.get(sessionId);
    if (session === undefined || runs === undefined) return undefined;
    this.#runs.delete(sessionId);
    const status = runs.size > 0 ? 'cancelled' : 'completed';
    this.#sessions.set(sessionId, { ...session, status, completedAt: at });
    return [...runs];
  }
}
