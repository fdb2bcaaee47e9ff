/** Lines of one file that are covered by ranges, each line counted once. */
export class LineCoverage {
  readonly #ranges: { readonly start: number; readonly end: number }[] = [];

  /** Both ends belong to the range. */
  add(start: number, end: number): void {
    this.#ranges.push({ start, end });
  }

  get lines(): number {
    let covered = 0;
    let last = 0;
    for (const { start, end } of this.#ranges.sort((a, b) => a.start - b.start)) {
      if (end <= last) continue;
      covered += end - Math.max(start, last + 1) + 1;
      last = end;
    }
    return covered;
  }
}
