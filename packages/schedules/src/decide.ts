import { unreachable } from '@codomyrmex/core';
import { LEAST_CATCH_UP_MS } from './new-schedule.ts';
import type { Occurrence, OccurrenceState, RunEnd, SkipReason } from './occurrence.ts';
import type { OverlapPolicy, Schedule } from './schedule.ts';
import type { ScheduleView } from './schedule-store.ts';
import { nextTime } from './times.ts';

/** What a decision needs to know of the world. */
export interface Situation {
  /** Milliseconds since the epoch; may be less than it was. */
  readonly now: number;
  /** How runs ended, of those that have. */
  readonly ended: ReadonlyMap<string, RunEnd>;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** A name for a run that does not exist yet. */
  readonly newRunId: () => string;
}

export interface Decision {
  readonly accountedUntil: number;
  /** What was decided, in order. A record that is `running` and whose run does not exist is to be started. */
  readonly occurrences: readonly Occurrence[];
  /** Runs that are in the way and are to be cancelled; named again until they have ended. */
  readonly cancels: readonly string[];
  /** Whether more times are due than one decision takes: then decide again at once. */
  readonly isMore: boolean;
}

/** Bounds how long one decision takes after a long downtime. */
const MOST_AT_ONCE = 200;
const MAX_QUEUED = 1_000;

/**
 * What becomes of everything that is due. The same view and situation give the same decision, and each time is decided once:
 * it is in the decision or in `recordedAhead`, and `accountedUntil` rises with it.
 */
export function decide(view: ScheduleView, situation: Situation): Decision {
  const turn = new Turn(view, situation);
  turn.settle();
  turn.releaseQueue();
  turn.releaseDelayed();
  const isMore = turn.takeDue();
  return { accountedUntil: turn.accountedUntil, occurrences: turn.decided(), cancels: turn.cancels(), isMore };
}

class Turn {
  accountedUntil: number;
  readonly #schedule: Schedule;
  readonly #recordedAhead: ReadonlySet<number>;
  readonly #situation: Situation;
  readonly #open: Map<number, Occurrence>;
  readonly #decided = new Map<number, Occurrence>();

  constructor({ schedule, accountedUntil, open, recordedAhead }: ScheduleView, situation: Situation) {
    this.accountedUntil = accountedUntil;
    this.#schedule = schedule;
    this.#recordedAhead = recordedAhead;
    this.#situation = situation;
    this.#open = new Map(open.map((occurrence) => [occurrence.scheduledFor, occurrence]));
  }

  decided(): readonly Occurrence[] {
    return [...this.#decided.values()];
  }

  settle(): void {
    for (const occurrence of this.#in('running')) {
      const { state } = occurrence;
      if (state.kind !== 'running') continue;
      const status = this.#situation.ended.get(state.run);
      if (status !== undefined) this.#become(occurrence, { kind: 'ended', run: state.run, status });
    }
  }

  /** The oldest first, one at a time. What is filled in afterwards does not wait for regular runs that may overlap. */
  releaseQueue(): void {
    if (this.#schedule.status === 'paused') return;
    const [first] = this.#in('queued');
    if (first === undefined) return;
    const running = this.#in('running');
    const isInTheWay =
      this.#schedule.overlap === 'allow' ? running.some(({ origin }) => origin === 'backfill') : running.length > 0;
    if (!isInTheWay) this.#start(first);
  }

  releaseDelayed(): void {
    for (const occurrence of this.#in('delayed')) {
      if (this.#schedule.status === 'paused') this.#skip(occurrence, 'paused');
      else if (occurrence.dueAt <= this.#situation.now) this.#place(occurrence);
    }
  }

  takeDue(): boolean {
    const { now } = this.#situation;
    for (let taken = 0; ; taken++) {
      const time = nextTime(this.#schedule, this.accountedUntil);
      if (time === undefined || time > now) return false;
      if (taken === MOST_AT_ONCE) return true;
      this.accountedUntil = time;
      if (!this.#recordedAhead.has(time)) this.#take(time);
    }
  }

  cancels(): readonly string[] {
    if (this.#schedule.overlap !== 'cancel_running' || this.#in('queued').length === 0) return [];
    return this.#in('running').flatMap(({ state }) => (state.kind === 'running' ? [state.run] : []));
  }

  #take(time: number): void {
    const { now, random } = this.#situation;
    const { status, catchUpMs, jitterMs, name } = this.#schedule;
    const dueAt = time + (jitterMs === 0 ? 0 : Math.floor(random() * jitterMs));
    const occurrence: Occurrence = {
      schedule: name,
      scheduledFor: time,
      dueAt,
      origin: 'timing',
      decidedAt: now,
      state: { kind: 'delayed' },
    };
    if (status === 'paused') this.#skip(occurrence, 'paused');
    else if (now - time > Math.max(catchUpMs, LEAST_CATCH_UP_MS)) this.#skip(occurrence, 'missed');
    else if (dueAt > now) this.#become(occurrence, { kind: 'delayed' });
    else this.#place(occurrence);
  }

  #place(occurrence: Occurrence): void {
    const { overlap } = this.#schedule;
    const waiting = this.#in('queued');
    const isFree = this.#in('running').length === 0 && waiting.length === 0;
    if (isFree || overlap === 'allow') this.#start(occurrence);
    else this.#overlap(occurrence, overlap, waiting);
  }

  #overlap(occurrence: Occurrence, policy: Exclude<OverlapPolicy, 'allow'>, waiting: readonly Occurrence[]): void {
    switch (policy) {
      case 'skip':
        return this.#skip(occurrence, 'overlap');
      case 'queue_one':
        if (waiting.length > 0) return this.#skip(occurrence, 'overlap');
        return this.#become(occurrence, { kind: 'queued' });
      case 'queue_all':
        if (waiting.length >= MAX_QUEUED) return this.#skip(occurrence, 'queue_full');
        return this.#become(occurrence, { kind: 'queued' });
      case 'cancel_running':
        for (const older of waiting) if (older.origin === 'timing') this.#skip(older, 'overlap');
        return this.#become(occurrence, { kind: 'queued' });
      default:
        return unreachable(policy);
    }
  }

  #start(occurrence: Occurrence): void {
    this.#become(occurrence, { kind: 'running', run: this.#situation.newRunId() });
  }

  #skip(occurrence: Occurrence, reason: SkipReason): void {
    this.#become(occurrence, { kind: 'skipped', reason, message: null });
  }

  #become(occurrence: Occurrence, state: OccurrenceState): void {
    const next = { ...occurrence, state, decidedAt: this.#situation.now };
    this.#open.set(occurrence.scheduledFor, next);
    this.#decided.set(occurrence.scheduledFor, next);
  }

  #in(kind: OccurrenceState['kind']): readonly Occurrence[] {
    return [...this.#open.values()].filter(({ state }) => state.kind === kind);
  }
}
