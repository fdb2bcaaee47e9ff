/** Does one thing at a time for each key, in the order in which it was asked for. */
export class InTurn<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  async of<Value>(key: Key, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(key);
    const doing = before === undefined ? work() : before.then(work, work);
    this.#last.set(key, doing);
    try {
      return await doing;
    } finally {
      if (this.#last.get(key) === doing) this.#last.delete(key);
    }
  }
}
