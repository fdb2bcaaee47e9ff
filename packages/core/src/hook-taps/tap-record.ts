/** What one tap of a plugin has cost and done since its engine was composed. */
export interface TapReport {
  readonly plugin: string;
  readonly hook: string;
  readonly stage: number;
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds by the machine's clock, waiting included. */
  readonly totalMs: number;
  readonly longestMs: number;
  readonly lastError: string | undefined;
  /** Milliseconds since 1970. */
  readonly lastErrorAt: number | undefined;
}

/** Counts for one tap. */
export class TapRecord {
  readonly plugin: string;
  readonly hook: string;
  readonly stage: number;
  #calls = 0;
  #failures = 0;
  #totalMs = 0;
  #longestMs = 0;
  #lastError: string | undefined;
  #lastErrorAt: number | undefined;

  constructor(plugin: string, hook: string, stage: number) {
    this.plugin = plugin;
    this.hook = hook;
    this.stage = stage;
  }

  ended(ms: number): void {
    this.#calls++;
    this.#totalMs += ms;
    this.#longestMs = Math.max(this.#longestMs, ms);
  }

  failed(message: string, at: number): void {
    this.#failures++;
    this.#lastError = message;
    this.#lastErrorAt = at;
  }

  report(): TapReport {
    return {
      plugin: this.plugin,
      hook: this.hook,
      stage: this.stage,
      calls: this.#calls,
      failures: this.#failures,
      totalMs: this.#totalMs,
      longestMs: this.#longestMs,
      lastError: this.#lastError,
      lastErrorAt: this.#lastErrorAt,
    };
  }
}
