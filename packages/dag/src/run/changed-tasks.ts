/**
 * The tasks whose state changed since they were last taken, in the order in which it did; a task may stand there more than once.
 *
 * It is emptied at every turn of a run. An array would give its memory back each time and ask for the next at once, which was
 * a tenth of what the kernel allocates for a task.
 */
export class ChangedTasks implements Iterable<number> {
  #tasks = new Int32Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `undefined` from {@link length} on. */
  at(place: number): number | undefined {
    return place < this.#length ? this.#tasks[place] : undefined;
  }

  push(task: number): void {
    if (this.#length === this.#tasks.length) {
      const larger = new Int32Array(2 * this.#tasks.length);
      larger.set(this.#tasks);
      this.#tasks = larger;
    }
    this.#tasks[this.#length++] = task;
  }

  /** Forgets all but the first `length`. */
  truncate(length = 0): void {
    this.#length = Math.min(length, this.#length);
  }

  /** All of them; none is left. */
  take(): number[] {
    const taken = Array.from(this.#tasks.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let place = 0; place < this.#length; place++) yield this.#tasks[place] ?? 0;
  }
}
