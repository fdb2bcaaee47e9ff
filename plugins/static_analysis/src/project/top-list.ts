/** The first `limit` of many values in an order; the rest is forgotten on the way, so memory goes by the limit. */
export class TopList<Value> {
  readonly #limit: number;
  readonly #compare: (a: Value, b: Value) => number;
  #kept: Value[] = [];
  #seen = 0;

  constructor(limit: number, compare: (a: Value, b: Value) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  add(value: Value): void {
    this.#seen++;
    this.#kept.push(value);
    if (this.#kept.length > this.#limit * 2 + 1_000) this.#cut();
  }

  /** How many of those seen are not among the first. */
  get omitted(): number {
    return Math.max(0, this.#seen - this.#limit);
  }

  sorted(): readonly Value[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#limit);
  }
}
