/** A place in a text, as editors and compilers count. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

const LINE_FEED = '\n';

/**
 * Turns offsets of a text, in UTF-16 units, into lines and columns, and back. Lines end with a line feed; a carriage return
 * before it belongs to its line. Four bytes are kept for each line, and nothing of the text.
 */
export class LineIndex {
  /** Where each line begins. */
  readonly #starts: Int32Array;
  readonly #length: number;

  constructor(text: string) {
    let breaks = 0;
    for (let at = text.indexOf(LINE_FEED); at !== -1; at = text.indexOf(LINE_FEED, at + 1)) breaks += 1;
    const starts = new Int32Array(breaks + 1);
    let line = 0;
    for (let at = text.indexOf(LINE_FEED); at !== -1; at = text.indexOf(LINE_FEED, at + 1)) starts[++line] = at + 1;
    this.#starts = starts;
    this.#length = text.length;
  }

  /** Lines of the text; the empty rest after a last line break is none, so an empty text has none. */
  get count(): number {
    return this.startOf(this.#starts.length) === this.#length ? this.#starts.length - 1 : this.#starts.length;
  }

  /** The line that an offset lies in, counted from 1; that of the end of the text is the one that would go on there. */
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

  /** The line and the column of an offset. */
  placeOf(offset: number): Place {
    const line = this.lineOf(offset);
    return { line, column: offset - this.startOf(line) + 1 };
  }

  /** Offset of the first character of a line counted from 1; the end of the text for lines after its last. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#length;
  }

  /** Offset behind the last character of a line counted from 1, its line break included. */
  endOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}
