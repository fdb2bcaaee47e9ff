import { IntList } from './int-list.ts';

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

/** Finds the line and column of an offset into a text. */
export class LineIndex {
  readonly #starts: Int32Array;
  readonly #length: number;

  constructor(text: string) {
    const starts = new IntList(Math.max(16, text.length >> 5));
    starts.push(0);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts.view();
    this.#length = text.length;
  }

  /** Lines of the text; the empty rest after a last line break is none. */
  get count(): number {
    const last = this.#starts[this.#starts.length - 1] ?? 0;
    return last === this.#length ? this.#starts.length - 1 : this.#starts.length;
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, column: offset - this.startOf(line) + 1 };
  }

  /** Offset of the first character of a line counted from 1. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#length;
  }

  /** Offset behind the last character of a line counted from 1, its line break included. */
  endOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}
