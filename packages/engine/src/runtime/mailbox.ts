import type { Command } from '@codomyrmex/dag';

/** Commands in order of arrival, taken out in batches. */
export class Mailbox {
  #arriving: Command[] = [];
  #leaving: Command[] = [];
  #next = 0;

  get isEmpty(): boolean {
    return this.#arriving.length === 0 && this.#next === this.#leaving.length;
  }

  put(command: Command): void {
    this.#arriving.push(command);
  }

  /** The oldest commands, at most `limit`. */
  take(limit: number): readonly Command[] {
    if (this.#next === this.#leaving.length) {
      this.#leaving = this.#arriving;
      this.#arriving = [];
      this.#next = 0;
    }
    const start = this.#next;
    this.#next = Math.min(this.#leaving.length, start + limit);
    return start === 0 && this.#next === this.#leaving.length ? this.#leaving : this.#leaving.slice(start, this.#next);
  }
}
