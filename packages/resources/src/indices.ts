/** Small whole numbers for things that come and go: given back ones are given out again, so tables by index stay dense. */
export class Indices {
  private readonly unused: number[] = [];
  private count = 0;

  next(): number {
    return this.unused.pop() ?? this.count++;
  }

  free(index: number): void {
    this.unused.push(index);
  }
}
