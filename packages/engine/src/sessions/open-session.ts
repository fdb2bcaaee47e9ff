import { ResourceAllocationError, type SessionStatus, UsageError } from '@codomyrmex/core';
import { Deferred } from '../runtime/deferred.ts';
import type { RunSession } from '../runtime/run-plan.ts';
import type { LiveRun } from '../runtime/runtime.ts';
import type { StrictOrder } from '../runtime/strict-order.ts';
import type { OrchestrationSession } from './session.ts';

/** How a session ends, and what becomes of the runs that it has in hand. */
export interface SessionEnd {
  readonly status: SessionStatus;
  readonly reason: string | null;
  /** `leave`: whoever ends the session takes care of its runs. */
  readonly runs: 'cancel' | 'leave';
}

/** What a session gives back when the last of its runs is over. */
export interface SessionHoldings {
  readonly slots: string;
  readonly order: StrictOrder | undefined;
  giveBack(): void;
}

/** Beyond this somebody adds workflows faster than they will ever run. */
const MAX_WAITING = 10_000;

/**
 * A session from its opening until its last run is over.
 *
 *   active ──▶ ended, its runs being cancelled ──▶ over: everything given back
 *
 * It has at most `maxParallelWorkflows` runs in hand (one in mode `sequential`); further ones wait in line, first come
 * first served. What it holds is given back when it has ended and none of its runs is in hand, so that nothing of it is
 * granted to somebody else while an action that is being cancelled still works with it.
 */
export class OpenSession {
  #session: OrchestrationSession;
  readonly #holdings: SessionHoldings;
  readonly #now: () => Date;
  readonly #places = new Set<Place>();
  readonly #line: Deferred<Place>[] = [];
  #end: SessionEnd | undefined;
  readonly #over = new Deferred<void>();

  constructor(session: OrchestrationSession, holdings: SessionHoldings, now: () => Date) {
    this.#session = session;
    this.#holdings = holdings;
    this.#now = now;
  }

  get session(): OrchestrationSession {
    return this.#session;
  }

  get running(): number {
    return this.#places.size;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** Settles when everything is given back. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /**
   * A place for one run, at once or when it is its turn.
   * @throws UsageError SESSION_CLOSED · ResourceAllocationError when too many wait.
   */
  enter(): Promise<Place> {
    if (this.#end !== undefined) return Promise.reject(closedSession(this.#session));
    if (this.#line.length >= MAX_WAITING) return Promise.reject(tooManyWait(this.#session));
    const turn = new Deferred<Place>();
    this.#line.push(turn);
    this.#admit();
    return turn.promise;
  }

  /** Ends it, once: what waits is refused, what runs is cancelled. */
  end(end: SessionEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const at = this.#now();
    const { status, reason } = end;
    this.#session = { ...this.#session, status, reason, updatedAt: at, completedAt: at };
    for (const turn of this.#line.splice(0)) turn.reject(closedSession(this.#session));
    for (const place of this.#places) place.ended(end);
    this.#giveBackIfOver();
  }

  #admit(): void {
    const { mode, maxParallelWorkflows } = this.#session;
    const limit = mode === 'sequential' ? 1 : maxParallelWorkflows;
    while (this.#places.size < limit) {
      const turn = this.#line.shift();
      if (turn === undefined) return;
      turn.resolve(this.#place());
    }
  }

  #place(): Place {
    const at = this.#now();
    this.#session = { ...this.#session, startedAt: this.#session.startedAt ?? at, updatedAt: at };
    const { slots, order } = this.#holdings;
    const session = { id: this.#session.sessionId, slots, order };
    const place = new Place(session, () => {
      this.#places.delete(place);
      if (this.#end === undefined) {
        this.#session = { ...this.#session, updatedAt: this.#now() };
        this.#admit();
      } else this.#giveBackIfOver();
    });
    this.#places.add(place);
    return place;
  }

  #giveBackIfOver(): void {
    if (this.#places.size > 0) return;
    this.#holdings.giveBack();
    this.#over.resolve();
  }
}

/** One run's place in a session. */
export class Place {
  readonly session: RunSession;
  readonly #onLeave: () => void;
  #run: LiveRun | undefined;
  #end: SessionEnd | undefined;
  #hasLeft = false;

  constructor(session: RunSession, onLeave: () => void) {
    this.session = session;
    this.#onLeave = onLeave;
  }

  /** The run that takes the place. A session that ended while the run began cancels it now. */
  attach(run: LiveRun): void {
    this.#run = run;
    if (this.#end !== undefined) this.ended(this.#end);
  }

  ended(end: SessionEnd): void {
    this.#end = end;
    if (end.runs === 'cancel') this.#run?.cancel(end.reason ?? 'its session was closed');
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#onLeave();
  }
}

/** Says when and why, where the session ended for a reason. */
export function closedSession({ sessionId, status, reason, completedAt }: OrchestrationSession): UsageError {
  const why = reason === null ? '' : `: ${reason}`;
  return new UsageError(`session ${sessionId} is ${status} since ${completedAt?.toISOString() ?? 'a while'}${why}`, {
    code: 'SESSION_CLOSED',
    details: { session_id: sessionId, status, ...(reason !== null && { reason }) },
    suggestions: ['Create another session.'],
  });
}

function tooManyWait({ sessionId }: OrchestrationSession): ResourceAllocationError {
  return new ResourceAllocationError(`${MAX_WAITING} workflows wait in session ${sessionId} already`, {
    suggestions: ['Wait until some have ended, or raise maxParallelWorkflows.'],
  });
}
