import type { Clock } from '@codomyrmex/core';

export interface RecurringOptions {
  readonly clock: Clock;
  /** Between the end of one and the beginning of the next. */
  readonly everyMs: number;
  /** Does not reject. */
  readonly work: () => Promise<void>;
}

/** Does something at once and then again and again, never twice at the same time. */
export class Recurring {
  readonly #options: RecurringOptions;
  #isStopped = false;
  #cancel: (() => void) | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(options: RecurringOptions) {
    this.#options = options;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  begin(): void {
    this.#underWay = this.#once();
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#underWay;
  }

  async #once(): Promise<void> {
    const { clock, everyMs, work } = this.#options;
    await work();
    if (!this.#isStopped) this.#cancel = clock.after(everyMs, () => this.begin());
  }
}
