import type { RunEvent } from '../run/event.ts';
import { evolve } from '../run/evolve.ts';
import { isSettled, type RunState } from '../run/state.ts';

/**
 * What a path stood still for: all slots of the run were taken; the run was paused; a condition was being evaluated; the task
 * was not added yet, or held back; the run's process had died; or what its events do not tell: a resource, a slot of the
 * engine, the time that the scheduler itself takes.
 */
export type WaitedFor = 'slot' | 'pause' | 'condition' | 'release' | 'interruption' | 'other';

export interface PathWait {
  /** Who waited; none after the last task of the path. */
  readonly task: number | undefined;
  readonly for: WaitedFor;
  readonly milliseconds: number;
  /** Of waits for a slot or something else: the task of this run that ended last before the wait did. */
  readonly freedBy?: number;
}

export interface PathTimes {
  /** Milliseconds of the path's attempts, with the delays between them. */
  readonly worked: number;
  /** All the rest of the run's time, in the order in which it passed. */
  readonly waits: readonly PathWait[];
}

export interface MeasuredPath {
  /** As `pathTo` gives it for these events: each task comes up with the end of the one before. */
  readonly tasks: readonly number[];
  /** Of the run. */
  readonly slots: number;
  /** For a run without an end: the time now, and whether somebody has it. */
  readonly until?: { readonly at: number; readonly isInterrupted: boolean } | undefined;
}

/**
 * What the time of a run was spent on along one path through it: worked and waited for make up the time from its first event
 * to its end. `state` is new and is folded. Linear in tasks, edges and events.
 */
export function pathTimes(state: RunState, events: readonly RunEvent[], path: MeasuredPath): PathTimes {
  const meter = new PathMeter(path.tasks);
  let now = events[0]?.at ?? path.until?.at ?? 0;
  for (const [place, event] of events.entries()) {
    if (event.at > now) {
      meter.add(isResumption(events, place) ? 'interruption' : spentOn(state, meter.task, path.slots), event.at - now);
      now = event.at;
    }
    evolve(state, event);
    state.changed.truncate();
    meter.follow(state, event);
  }
  if (path.until !== undefined && path.until.at > now) {
    const spent = path.until.isInterrupted ? 'interruption' : spentOn(state, meter.task, path.slots);
    meter.add(spent, path.until.at - now);
  }
  return meter.times();
}

/** After the death of its process, the first facts of a run are that attempts were lost, or what was asked of it before. */
function isResumption(events: readonly RunEvent[], place: number): boolean {
  const event = events[place];
  const next = events[place + 1];
  return event?.type === 'attempt_lost' || (next?.type === 'attempt_lost' && next.at === event?.at);
}

function spentOn(state: RunState, task: number | undefined, slots: number): 'work' | WaitedFor {
  const current = task === undefined ? undefined : state.tasks[task];
  switch (current?.kind) {
    case 'running':
    case 'backing_off':
      return 'work';
    case 'undecided':
      return 'condition';
    case 'ready':
      if (state.pause !== undefined) return 'pause';
      return state.running >= slots ? 'slot' : 'other';
    case 'waiting':
    case undefined:
      if (state.pause !== undefined) return 'pause';
      return state.growth === undefined ? 'other' : 'release';
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return 'other';
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Walks along a path while its run goes on. */
class PathMeter {
  readonly #tasks: readonly number[];
  #place = 0;
  #worked = 0;
  readonly #waits: Mutable<PathWait>[] = [];
  /** Waits of the task that is being looked at. */
  #own = 0;
  #freedBy: number | undefined;

  constructor(tasks: readonly number[]) {
    this.#tasks = tasks;
  }

  /** The one whose turn it is; none after the last. */
  get task(): number | undefined {
    return this.#tasks[this.#place];
  }

  add(spent: 'work' | WaitedFor, milliseconds: number): void {
    if (spent === 'work') {
      this.#worked += milliseconds;
      return;
    }
    for (let wait = this.#own; wait < this.#waits.length; wait++) {
      const known = this.#waits[wait];
      if (known?.for !== spent) continue;
      known.milliseconds += milliseconds;
      return;
    }
    this.#waits.push({ task: this.task, for: spent, milliseconds });
  }

  follow(state: RunState, event: RunEvent): void {
    if (!('task' in event)) return;
    const { task } = this;
    if (task === undefined) return;
    if (event.task === task) {
      if (event.type === 'attempt_started') this.#tellWhoFreed();
      const current = state.tasks[task];
      if (current !== undefined && isSettled(current)) this.#next();
    } else if (event.type !== 'attempt_started' && event.type.startsWith('attempt_')) this.#freedBy = event.task;
  }

  times(): PathTimes {
    return { worked: this.#worked, waits: this.#waits };
  }

  #tellWhoFreed(): void {
    if (this.#freedBy === undefined) return;
    for (let wait = this.#own; wait < this.#waits.length; wait++) {
      const known = this.#waits[wait];
      if (known !== undefined && (known.for === 'slot' || known.for === 'other')) known.freedBy ??= this.#freedBy;
    }
    this.#freedBy = undefined;
  }

  #next(): void {
    this.#place++;
    this.#own = this.#waits.length;
    this.#freedBy = undefined;
  }
}
