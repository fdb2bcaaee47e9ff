import type { Clock } from '@codomyrmex/core';
import type { VirtualClock } from '../../src/index.ts';

/** The time of one process: what it has set ends with it. What the wall shows may be set by hand, what passes may not. */
export class ProcessClock implements Clock {
  readonly #clock: VirtualClock;
  readonly #shift: () => number;
  readonly #pending = new Set<() => void>();
  #isStopped = false;

  constructor(clock: VirtualClock, shift: () => number) {
    this.#clock = clock;
    this.#shift = shift;
  }

  get pending(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#clock.now() + this.#shift();
  }

  after(milliseconds: number, due: () => void): () => void {
    if (this.#isStopped) return () => undefined;
    const take = this.#clock.after(milliseconds, () => {
      this.#pending.delete(cancel);
      due();
    });
    const cancel = (): void => {
      this.#pending.delete(cancel);
      take();
    };
    this.#pending.add(cancel);
    return cancel;
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#pending) cancel();
  }
}
