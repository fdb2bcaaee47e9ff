import type { Clock } from '@codomyrmex/core';

/** Time that is turned by hand; it calls early what is due later than a timer holds, as real clocks may. */
export class HandClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly calls = new Set<{ at: number; due: () => void }>();

  now(): number {
    return this.time;
  }

  after(delayMs: number, due: () => void): () => void {
    const call = { at: this.time + Math.min(delayMs, 60_000), due };
    this.calls.add(call);
    return () => this.calls.delete(call);
  }

  get pending(): number {
    return this.calls.size;
  }

  /** Lets seconds pass, one timer after another. */
  turn(seconds: number): void {
    const end = this.time + seconds * 1_000;
    for (;;) {
      const next = [...this.calls].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.calls.delete(next);
      this.time = Math.max(this.time, next.at);
      next.due();
    }
    this.time = end;
  }

  /** Seconds pass in which no timer could call, as in a process that is busy. */
  skip(seconds: number): void {
    this.time += seconds * 1_000;
  }
}
