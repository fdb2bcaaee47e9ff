/** Actions that are running. Their work takes real time, whatever the clock of the test says. */
export class WorkInHand {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Counts what `work` begins until it settles. */
  async during<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const tell of waiting) tell();
    }
  }

  /** Waits in real time until one of them has ended, at most `ms`. False at once when none is running, and when none ended. */
  async oneEnded(ms: number): Promise<boolean> {
    if (this.#count === 0) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}
