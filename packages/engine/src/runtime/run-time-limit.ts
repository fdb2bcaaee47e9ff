import type { Clock } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';

/** The time of a whole run, counted from when this process took it up, and not while the run is paused. */
export class RunTimeLimit {
  readonly #clock: Clock;
  readonly #expire: () => void;
  #left: number | undefined;
  #running: { readonly since: number; readonly cancel: () => void } | undefined;

  /** `limit` in milliseconds; without one nothing is ever done. */
  constructor(clock: Clock, limit: number | undefined, expire: () => void) {
    this.#clock = clock;
    this.#left = limit;
    this.#expire = expire;
  }

  /** Called after every turn. */
  follow({ phase, pause }: RunState): void {
    if (this.#left === undefined) return;
    if (pause !== undefined || phase.kind === 'ended') return this.clear();
    if (this.#running !== undefined) return;
    this.#running = { since: this.#clock.now(), cancel: this.#clock.after(this.#left, this.#expire) };
  }

  /** Stops counting. */
  clear(): void {
    if (this.#running === undefined || this.#left === undefined) return;
    this.#left = Math.max(0, this.#left - (this.#clock.now() - this.#running.since));
    this.#running.cancel();
    this.#running = undefined;
  }
}
