import type { Command } from '@codomyrmex/dag';

/** Commands in order of arrival, taken out in batches. */
export class Mailbox {
  /** Most batches are of one command, and an array that is pushed to begins with room for seventeen. */
  #arriving: Command[] | undefined;
  #leaving: readonly Command[] = [];
  #next = 0;
  #isPressing = false;

  /** Something waits that ends tasks: it is decided before any other is begun. */
  get isPressing(): boolean {
    return this.#isPressing;
  }

  get isEmpty(): boolean {
    return this.#arriving === undefined && this.#next === this.#leaving.length;
  }

  put(command: Command): void {
    if (!this.#isPressing) this.#isPressing = endsTasks(command);
    if (this.#arriving === undefined) this.#arriving = [command];
    else this.#arriving.push(command);
  }

  /** The oldest commands, at most `limit`. */
  take(limit: number): readonly Command[] {
    if (this.#next === this.#leaving.length) {
      this.#leaving = this.#arriving ?? [];
      this.#arriving = undefined;
      this.#isPressing = false;
      this.#next = 0;
    }
    const start = this.#next;
    this.#next = Math.min(this.#leaving.length, start + limit);
    return start === 0 && this.#next === this.#leaving.length ? this.#leaving : this.#leaving.slice(start, this.#next);
  }
}

function endsTasks({ type }: Command): boolean {
  return type === 'cancel' || type === 'expire' || type === 'pause';
}
