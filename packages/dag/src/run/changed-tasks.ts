/**
 * The tasks whose state changed since they were last taken, in the order in which it did; a task may stand there more than once.
 *
 * It is emptied at every turn of a run. An array that was made shorter would give its memory back each time and ask for the next at
 * once, which was a tenth of what the kernel allocates for a task: what counts is the length beside it.
 */
export class ChangedTasks implements Iterable<number> {
  readonly #tasks: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `undefined` from {@link length} on. */
  at(place: number): number | undefined {
    return place < this.#length ? this.#tasks[place] : undefined;
  }

  push(task: number): void {
    this.#tasks[this.#length++] = task;
  }

  /** Forgets all but the first `length`. */
  truncate(length = 0): void {
    this.#length = Math.min(length, this.#length);
  }

  /** All of them; none is left. */
  take(): number[] {
    const taken = this.#tasks.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let place = 0; place < this.#length; place++) yield this.#tasks[place] ?? 0;
  }
}
