import type { Clock } from '@codomyrmex/core';
import { Heap } from '@codomyrmex/resources';

interface Timer {
  index: number;
  readonly due: number;
  /** Of two that are due together, the one that was set first comes first. */
  readonly order: number;
  readonly call: () => void;
}

/** Time that jumps from one timer to the next, from 0 on; it knows nothing of the real one. */
export class SimulatedClock implements Clock {
  readonly #timers = new Heap<Timer>((a, b) => (a.due === b.due ? a.order < b.order : a.due < b.due));
  #now = 0;
  #made = 0;

  now(): number {
    return this.#now;
  }

  after(delayMs: number, due: () => void): () => void {
    const timer: Timer = { index: -1, due: this.#now + Math.max(0, delayMs), order: this.#made++, call: due };
    this.#timers.push(timer);
    return () => {
      if (timer.index >= 0) this.#timers.remove(timer);
    };
  }

  /** Goes on to the next timer and calls it. `false` when there is none: then nothing would ever happen again. */
  jump(): boolean {
    const next = this.#timers.pop();
    if (next === undefined) return false;
    this.#now = next.due;
    next.call();
    return true;
  }
}
