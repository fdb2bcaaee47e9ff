import {
  type Clock,
  type Ids,
  NotFoundError,
  type OrchestrationMode,
  ResourceAllocationError,
  UsageError,
} from '@codomyrmex/core';
import type { Feed } from '../feed.ts';
import type { Capacity } from '../runtime/capacity.ts';
import { StrictOrder } from '../runtime/strict-order.ts';
import { holdRequirements } from './held-requirements.ts';
import { closedSession, OpenSession, type Place, type SessionEnd } from './open-session.ts';
import { checkedSessionOptions, type OrchestrationSession, type SessionOptions } from './session.ts';

export interface SessionsPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly feed: Feed;
  readonly capacity: Capacity;
  /** Seconds for a session that names no time of its own. */
  readonly timeout?: number | null | undefined;
}

/** Each counts its own slots; more than this is a leak of whoever opens them. */
const MAX_OPEN = 10_000;
/** Ended sessions that can still be asked about; older ones are forgotten. */
const MAX_REMEMBERED = 1_000;

export interface SessionCounts {
  /** Opened since the start. */
  readonly total: number;
  readonly active: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly runningWorkflows: number;
  readonly waitingWorkflows: number;
}

/** The sessions of one engine: those that are open, those whose last runs are ending, and the latest that are over. */
export class Sessions {
  readonly #ports: SessionsPorts;
  readonly #open = new Map<string, OpenSession>();
  readonly #ending = new Set<OpenSession>();
  readonly #ended = new Map<string, OrchestrationSession>();
  readonly #timers = new Map<string, () => void>();
  readonly #ends = { completed: 0, cancelled: 0, failed: 0 };
  #opened = 0;
  #isShut = false;

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
  }

  /**
   * @throws UsageError INVALID_PARAMETERS.
   * @throws ResourceAllocationError when too many are open, or what it requires is taken now or can never be granted.
   */
  open(options: SessionOptions): OrchestrationSession {
    if (this.#isShut) throw new UsageError('the engine was shut down', { code: 'SHUT_DOWN' });
    if (this.#open.size >= MAX_OPEN) throw tooManyOpen();
    const { capacity, ids, clock, feed, timeout } = this.#ports;
    const now = () => new Date(clock.now());
    const session = newSession({ timeoutSeconds: timeout, ...options }, ids(), now());
    const { sessionId } = session;
    const releaseRequirements = holdRequirements(capacity, session.resourceRequirements, `session ${sessionId}`);
    const slots = `session:${sessionId}`;
    const limit = session.mode === 'sequential' ? 1 : session.maxParallelTasks;
    const closeSlots = capacity.openSlots(slots, limit);
    const order = orderOf(session.mode, limit);
    const giveBack = () => {
      closeSlots();
      releaseRequirements();
    };
    this.#open.set(sessionId, new OpenSession(session, { slots, order, giveBack }, now));
    this.#opened++;
    if (session.timeoutSeconds !== null) this.#endAt(session, clock.now() + session.timeoutSeconds * 1_000);
    feed.publish({ kind: 'session', session, change: 'created' });
    return session;
  }

  /** Open or over; `undefined` when it was never there, or so many ended since that it is forgotten. */
  get(sessionId: string): OrchestrationSession | undefined {
    return this.#open.get(sessionId)?.session ?? this.#ended.get(sessionId);
  }

  /** Those that are remembered, in the order of their opening as far as they are open, before them those that ended. */
  list(): readonly OrchestrationSession[] {
    return [...this.#ended.values(), ...Array.from(this.#open.values(), ({ session }) => session)];
  }

  /** @throws NotFoundError SESSION_NOT_FOUND · UsageError SESSION_CLOSED · as {@link OpenSession.enter} does. */
  find(sessionId: string): OrchestrationSession {
    return this.#found(sessionId).session;
  }

  /** A place for one run, when it is its turn. @throws as {@link Sessions.find} and {@link OpenSession.enter} do. */
  async enter(sessionId: string): Promise<Place> {
    return this.#found(sessionId).enter();
  }

  /** Ends an open session; `false` when there is no such. One with runs in hand or in line is cancelled. */
  close(sessionId: string): boolean {
    const open = this.#open.get(sessionId);
    if (open === undefined) return false;
    const isIdle = open.running + open.waiting === 0;
    this.#end(open, {
      status: isIdle ? 'completed' : 'cancelled',
      reason: isIdle ? null : 'its session was closed',
      runs: 'cancel',
    });
    return true;
  }

  /** Ends all of them for good and leaves their runs to whoever shuts the engine down. */
  shut(reason: string): void {
    this.#isShut = true;
    for (const open of this.#open.values()) this.#end(open, { status: 'cancelled', reason, runs: 'leave' });
  }

  /** Settles when everything that ended sessions held is given back. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#ending, ({ over }) => over));
  }

  get counts(): SessionCounts {
    const open = [...this.#open.values()];
    return {
      total: this.#opened,
      active: open.length,
      ...this.#ends,
      runningWorkflows: open.reduce((sum, { running }) => sum + running, 0),
      waitingWorkflows: open.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  #found(sessionId: string): OpenSession {
    const open = this.#open.get(sessionId);
    if (open !== undefined) return open;
    const ended = this.#ended.get(sessionId);
    if (ended !== undefined) throw closedSession(ended);
    throw new NotFoundError(`there is no session ${sessionId}`, {
      code: 'SESSION_NOT_FOUND',
      suggestions: ['Create one with createSession.'],
    });
  }

  #endAt(session: OrchestrationSession, at: number): void {
    const { clock } = this.#ports;
    const { sessionId, timeoutSeconds } = session;
    const due = () => {
      // Clocks clamp long delays to what timers hold, and call early.
      if (clock.now() < at) return this.#endAt(session, at);
      const open = this.#open.get(sessionId);
      const reason = `its session used up its ${timeoutSeconds} s (TIMEOUT_EXCEEDED)`;
      if (open !== undefined) this.#end(open, { status: 'failed', reason, runs: 'cancel' });
    };
    this.#timers.set(sessionId, clock.after(at - clock.now(), due, 'background'));
  }

  #end(open: OpenSession, end: SessionEnd): void {
    const { sessionId } = open.session;
    this.#timers.get(sessionId)?.();
    this.#timers.delete(sessionId);
    this.#open.delete(sessionId);
    open.end(end);
    this.#ending.add(open);
    void open.over.then(() => this.#ending.delete(open));
    this.#remember(open.session);
    this.#ports.feed.publish({ kind: 'session', session: open.session, change: 'closed' });
  }

  #remember(session: OrchestrationSession): void {
    const { status } = session;
    if (status === 'completed' || status === 'cancelled' || status === 'failed') this.#ends[status]++;
    this.#ended.set(session.sessionId, session);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MAX_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }
}

function newSession(options: SessionOptions, id: string, createdAt: Date): OrchestrationSession {
  const checked = checkedSessionOptions(options);
  return {
    ...checked,
    sessionId: `session-${id}`,
    timeoutSeconds: checked.timeoutSeconds ?? null,
    status: 'active',
    createdAt,
    startedAt: null,
    updatedAt: createdAt,
    completedAt: null,
    reason: null,
  };
}

/**
 * What the modes are: one task at a time as the definition has them, so many in order of arrival, so many by priority, or so
 * many by priority and by what each of them needs, so that one whose resources are free passes one that waits for some.
 */
function orderOf(mode: OrchestrationMode, limit: number): StrictOrder | undefined {
  switch (mode) {
    case 'sequential':
      return new StrictOrder('declared', limit);
    case 'parallel':
      return new StrictOrder('arrival', limit);
    case 'priority':
      return new StrictOrder('priority', limit);
    case 'resource_aware':
      return undefined;
  }
}

function tooManyOpen(): ResourceAllocationError {
  return new ResourceAllocationError(`${MAX_OPEN} sessions are open already`, {
    suggestions: ['Close sessions that are not needed any more, or give them a timeoutSeconds.'],
  });
}
