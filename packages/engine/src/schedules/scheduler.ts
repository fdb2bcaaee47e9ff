import { type Clock, isOrchestrationError, type Random } from '@codomyrmex/core';
import {
  type Decision,
  decide,
  type Occurrence,
  type RunEnd,
  type ScheduleStore,
  type ScheduleView,
} from '@codomyrmex/schedules';
import { Recurring } from './recurring.ts';
import type { ScheduledRuns } from './scheduled-runs.ts';

export interface SchedulerPorts {
  readonly clock: Clock;
  readonly store: ScheduleStore;
  readonly runs: ScheduledRuns;
  readonly random: Random;
  readonly newRunId: () => string;
  /** Does not throw. */
  readonly onEvent?: (event: SchedulerEvent) => void;
  /** How often the wall clock is looked at; a second unless given. At most a minute, which is the least catch-up. */
  readonly lookEveryMs?: number;
}

export type SchedulerEvent =
  /** What became of an occurrence, durably. */
  | { readonly kind: 'decided'; readonly occurrence: Occurrence }
  /** The run that an occurrence names has begun. */
  | { readonly kind: 'started'; readonly schedule: string; readonly run: string; readonly scheduledFor: number }
  | { readonly kind: 'cancelling'; readonly schedule: string; readonly run: string }
  /** Something is in the way for the moment; it is tried again. */
  | { readonly kind: 'fault'; readonly schedule: string; readonly error: unknown };

const LOOK_EVERY_MS = 1_000;

/**
 * Runs what is due. One at a time on a store: two would not do any time twice, but could both begin the run of one.
 *
 * - S1 A record that names its run is durable before the run begins.
 * - S2 A record whose run does not exist is started, whoever wrote it; one whose run exists is left alone.
 * - S3 The wall clock is compared at every look, so that sleep, waking and jumps of the clock need no signal.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #looking: Recurring;
  /** Told once each. */
  readonly #faults = new Set<string>();

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
    const { clock, lookEveryMs: everyMs = LOOK_EVERY_MS } = ports;
    this.#looking = new Recurring({ clock, everyMs, work: () => this.#look() });
  }

  /** Looks at once, and from then on. */
  begin(): void {
    this.#looking.begin();
  }

  /** Starts nothing more; resolves when what is under way is done. Runs go on. */
  stop(): Promise<void> {
    return this.#looking.stop();
  }

  async #look(): Promise<void> {
    for (const name of this.#names()) {
      try {
        while (!this.#looking.isStopped && (await this.#turn(name)).isMore);
        this.#faults.delete(name);
      } catch (error) {
        this.#fault(name, error);
      }
    }
  }

  #names(): readonly string[] {
    try {
      return this.#ports.store.list().map(({ name }) => name);
    } catch (error) {
      this.#fault('', error);
      return [];
    }
  }

  async #turn(name: string): Promise<Decision> {
    const { store, runs, onEvent } = this.#ports;
    const standings = await this.#standings(store.view(name));
    const decision = this.#decide(name, standings);
    for (const occurrence of decision.occurrences) onEvent?.({ kind: 'decided', occurrence });
    for (const run of decision.cancels) {
      onEvent?.({ kind: 'cancelling', schedule: name, run });
      await runs.cancel(run, `the next time of schedule "${name}" takes its place`);
    }
    await this.#startAbsent(store.view(name), standings);
    return decision;
  }

  async #standings({ open }: ScheduleView): Promise<ReadonlyMap<string, 'absent' | 'open' | RunEnd>> {
    const standings = new Map<string, 'absent' | 'open' | RunEnd>();
    for (const { state } of open) {
      if (state.kind === 'running') standings.set(state.run, await this.#ports.runs.standing(state.run));
    }
    return standings;
  }

  #decide(name: string, standings: ReadonlyMap<string, 'absent' | 'open' | RunEnd>): Decision {
    const { store, clock, random, newRunId } = this.#ports;
    const ended = new Map<string, RunEnd>();
    for (const [run, standing] of standings) if (standing !== 'absent' && standing !== 'open') ended.set(run, standing);
    let decision: Decision = { accountedUntil: Number.NEGATIVE_INFINITY, occurrences: [], cancels: [], isMore: false };
    store.change(name, (view) => {
      decision = decide(view, { now: clock.now(), ended, random, newRunId });
      const isNothing = decision.occurrences.length === 0 && decision.accountedUntil === view.accountedUntil;
      return isNothing ? undefined : decision;
    });
    return decision;
  }

  async #startAbsent(view: ScheduleView, standings: ReadonlyMap<string, 'absent' | 'open' | RunEnd>): Promise<void> {
    for (const occurrence of view.open) {
      if (this.#looking.isStopped) return;
      const { state } = occurrence;
      if (state.kind !== 'running') continue;
      // Not asked for before: this turn has just named it.
      if ((standings.get(state.run) ?? 'absent') === 'absent') await this.#start(view, occurrence, state.run);
    }
  }

  async #start({ schedule }: ScheduleView, occurrence: Occurrence, run: string): Promise<void> {
    const { runs, onEvent } = this.#ports;
    try {
      await runs.start(schedule, run);
    } catch (error) {
      if (!isFinal(error)) throw error;
      return this.#giveUp(occurrence, error.message);
    }
    onEvent?.({ kind: 'started', schedule: schedule.name, run, scheduledFor: occurrence.scheduledFor });
  }

  #giveUp(occurrence: Occurrence, message: string): void {
    const { store, clock, onEvent } = this.#ports;
    const state = { kind: 'skipped', reason: 'not_started', message } as const;
    const skipped: Occurrence = { ...occurrence, decidedAt: clock.now(), state };
    store.change(occurrence.schedule, ({ accountedUntil }) => ({ accountedUntil, occurrences: [skipped] }));
    onEvent?.({ kind: 'decided', occurrence: skipped });
  }

  #fault(schedule: string, error: unknown): void {
    // Removed by another process between two looks at it.
    if (isOrchestrationError(error) && error.code === 'SCHEDULE_NOT_FOUND') return;
    if (this.#faults.has(schedule)) return;
    this.#faults.add(schedule);
    this.#ports.onEvent?.({ kind: 'fault', schedule, error });
  }
}

/** What the author or the caller must mend does not mend itself; a store that is being closed is no fault of theirs. */
function isFinal(error: unknown): error is Error {
  if (!isOrchestrationError(error) || error.code === 'SHUT_DOWN' || error.code === 'STORE_CLOSED') return false;
  return error.family === 'author' || error.family === 'caller';
}
