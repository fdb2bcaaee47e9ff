import type { LineIndex } from '@codomyrmex/source-files';

const MAX_MARK = 64;

/** Literals of whole lines (`<<EOF`), announced in one line and read from the next on. */
export class Heredocs {
  readonly #text: string;
  readonly #pattern: RegExp;
  readonly #lines: LineIndex;
  /** By the trimmed text of short lines: where the last such line starts. */
  #lastLine: Map<string, number> | undefined;
  #announced: string[] = [];

  constructor(text: string, pattern: RegExp, lines: LineIndex) {
    this.#text = text;
    this.#pattern = pattern;
    this.#lines = lines;
  }

  get isAnnounced(): boolean {
    return this.#announced.length > 0;
  }

  /** The offset behind an announcement at `at`, or `at` when there is none: `1 << shift` has no line that ends it. */
  announce(at: number): number {
    this.#pattern.lastIndex = at;
    const found = this.#pattern.exec(this.#text);
    const mark = found?.[1];
    if (found === null || mark === undefined) return at;
    const end = at + found[0].length;
    this.#lastLine ??= this.#indexLines();
    if ((this.#lastLine.get(mark) ?? -1) < end) return at;
    this.#announced.push(mark);
    return end;
  }

  /** Reads what was announced from the beginning of a line on, giving every line; the offset behind it all. */
  read(from: number, onLine: (start: number, end: number) => void): number {
    let at = from;
    for (const mark of this.#announced) {
      // One that ended before, for another announcement of the same mark, ends no more.
      if ((this.#lastLine?.get(mark) ?? -1) < at) continue;
      for (let isEnd = false; !isEnd && at < this.#text.length; ) {
        const newline = this.#text.indexOf('\n', at);
        const end = newline === -1 ? this.#text.length : newline;
        isEnd = trimmed(this.#text, at, end) === mark;
        if (end > at) onLine(at, end);
        at = Math.min(end + 1, this.#text.length);
      }
    }
    this.#announced = [];
    return at;
  }

  #indexLines(): Map<string, number> {
    const index = new Map<string, number>();
    for (let line = 1; line <= this.#lines.count; line++) {
      const start = this.#lines.startOf(line);
      const content = trimmed(this.#text, start, this.#lines.endOf(line));
      if (/^\w+$/.test(content)) index.set(content, start);
    }
    return index;
  }
}

/** A line without white space around it and without the `;` that PHP lets follow. */
const trimmed = (text: string, start: number, end: number): string =>
  end - start > MAX_MARK * 2 ? '' : text.slice(start, end).trim().replace(/;$/, '');
