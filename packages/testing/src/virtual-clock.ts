import type { Clock } from '@codomyrmex/core';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly call: () => void;
}

/** Turns of the event loop without a new timer or call after which everything that can happen has happened. */
const QUIET_TURNS = 3;

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  #now: number;
  #made = 0;
  readonly #timers = new Set<Timer>();

  /** `now` in milliseconds since the epoch; the first second of 2026 unless given. */
  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  /** Timers that have not come due: none may be left at the end of a test. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, due: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, delayMs), order: this.#made++, call: due };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets `ms` pass: timers come due in order, and what each sets off is done before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.call();
      await this.settle();
    }
    this.#now = end;
  }

  /**
   * Lets time jump from timer to timer until `done` has settled.
   * @throws Error when nothing is left to wait for and `done` has not settled.
   */
  async runUntil<Value>(done: Promise<Value>): Promise<Value> {
    let isOver = false;
    const mark = () => {
      isOver = true;
    };
    done.then(mark, mark);
    await this.settle();
    while (!isOver) await this.next();
    return done;
  }

  /** Lets time jump to the next timer, and what it sets off be done. @throws Error when there is none. */
  async next(): Promise<void> {
    const timer = this.#next(Number.POSITIVE_INFINITY);
    if (timer === undefined) throw new Error('nothing is left to wait for, and what was waited for has not come');
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.due);
    timer.call();
    await this.settle();
  }

  /** Lets promises and the event loop do what they can do without time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < QUIET_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > end) continue;
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
