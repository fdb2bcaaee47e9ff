import type { Command } from '@codomyrmex/dag';

/** Commands in order of arrival, taken out in batches. */
export class Mailbox {
  /** Most batches are of one command, and an array that is pushed to begins with room for seventeen. */
  #arriving: Command[] | undefined;
  #leaving: readonly Command[] = [];
  #next = 0;
  #isArrivingPressing = false;
  #isLeavingPressing = false;

  /** Something waits that ends tasks, or came with what waits: it is decided before any other is begun. */
  get isPressing(): boolean {
    return this.#isArrivingPressing || (this.#isLeavingPressing && this.#next < this.#leaving.length);
  }

  get isEmpty(): boolean {
    return this.#arriving === undefined && this.#next === this.#leaving.length;
  }

  put(command: Command): void {
    if (!this.#isArrivingPressing) this.#isArrivingPressing = endsTasks(command);
    if (this.#arriving === undefined) this.#arriving = [command];
    else this.#arriving.push(command);
  }

  /** The oldest commands, at most `limit`. */
  take(limit: number): readonly Command[] {
    if (this.#next === this.#leaving.length) {
      this.#leaving = this.#arriving ?? [];
      this.#arriving = undefined;
      this.#isLeavingPressing = this.#isArrivingPressing;
      this.#isArrivingPressing = false;
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
