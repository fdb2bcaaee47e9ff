/** Declared as a method is, so that a heap of something special is one of something general. */
type Before<Item> = { before(a: Item, b: Item): boolean }['before'];

/**
 * A binary heap whose items know their index, so that any of them can be taken out in logarithmic time.
 * An item is in one heap at a time, and what orders it does not change while it is.
 */
export class Heap<Item extends { index: number }> {
  private readonly items: Item[] = [];
  private readonly before: Before<Item>;

  constructor(before: Before<Item>) {
    this.before = before;
  }

  get size(): number {
    return this.items.length;
  }

  get first(): Item | undefined {
    return this.items[0];
  }

  push(item: Item): void {
    this.up(item, this.items.length);
  }

  pop(): Item | undefined {
    const { first } = this;
    if (first !== undefined) this.remove(first);
    return first;
  }

  remove(item: Item): void {
    const { index } = item;
    const last = this.items.pop();
    item.index = -1;
    if (last === undefined || last === item) return;
    this.up(last, index);
    if (last.index === index) this.down(last, index);
  }

  private up(item: Item, from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.items[above];
      if (parent === undefined || !this.before(item, parent)) break;
      this.put(parent, at);
      at = above;
    }
    this.put(item, at);
  }

  private down(item: Item, from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      let child = this.items[left];
      if (child === undefined) break;
      let below = left;
      const right = this.items[left + 1];
      if (right !== undefined && this.before(right, child)) {
        child = right;
        below = left + 1;
      }
      if (!this.before(child, item)) break;
      this.put(child, at);
      at = below;
    }
    this.put(item, at);
  }

  private put(item: Item, at: number): void {
    this.items[at] = item;
    item.index = at;
  }
}
