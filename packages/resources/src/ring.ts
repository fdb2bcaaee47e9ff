/** The newest so many items, oldest first. */
export class Ring<Item> {
  private readonly items: Item[] = [];
  private oldest = 0;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  push(item: Item): void {
    if (this.items.length < this.size) {
      this.items.push(item);
      return;
    }
    this.items[this.oldest] = item;
    this.oldest = (this.oldest + 1) % this.size;
  }

  *[Symbol.iterator](): Generator<Item> {
    yield* this.items.slice(this.oldest);
    yield* this.items.slice(0, this.oldest);
  }
}
