const WINDOW_MS = 1_000;

/** Lets so many through in each second and counts the others. Real time: it holds back real output. */
export class RateGate {
  readonly #perSecond: number;
  #windowStart = 0;
  #passed = 0;
  #held = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** True when one more may pass now. */
  admit(): boolean {
    const now = performance.now();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#perSecond) {
      this.#held++;
      return false;
    }
    this.#passed++;
    return true;
  }

  /** How many were held back since this was last asked. */
  takeHeld(): number {
    const held = this.#held;
    this.#held = 0;
    return held;
  }
}
