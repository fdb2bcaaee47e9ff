const WINDOW_MS = 1_000;

/** Lets so many through in each second and adds up what it holds back. Real time: it holds back real output. */
export class RateGate {
  readonly #perSecond: number;
  #windowStart = 0;
  #passed = 0;
  #held = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** True when one more may pass now. */
  get open(): boolean {
    const now = performance.now();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#passed = 0;
    }
    return this.#passed < this.#perSecond;
  }

  /** Passes something that counts as so many, or holds it back with its weight. */
  admit(weight = 1, count = 1): boolean {
    if (!this.open) {
      this.hold(weight);
      return false;
    }
    this.#passed += count;
    return true;
  }

  hold(weight: number): void {
    this.#held += weight;
  }

  /** The weight held back since this was last asked. */
  takeHeld(): number {
    const held = this.#held;
    this.#held = 0;
    return held;
  }
}
