import type { Problem } from '@codomyrmex/core';

/** Keys and indices from the root of a document down to a value. */
export type Path = readonly (string | number)[];

/** Both count from 1; columns count UTF-16 units, as editors and JavaScript do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where the values of a document stand in its text. */
export interface Places {
  /**
   * Of the value at `path` (`key`: of its key), or of the nearest ancestor that is there.
   * `offset` asks for a character inside a string value; the value's start is given where it cannot be told.
   */
  find(path: Path, at?: 'key' | 'value', offset?: number): Place | undefined;
}

/** Puts file, line and column on a problem whose `path` is text such as `steps[2].dependencies[0]`. */
export function placed(problem: Problem, places: Places | undefined, file?: string): Problem {
  const place = places?.find(pathFromText(problem.path));
  return { ...problem, ...(file !== undefined && { file }), ...place };
}

/** The segments of a written path. A key that holds a dot or a bracket cannot be told from two keys. */
export function pathFromText(text: string): Path {
  return Array.from(text.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([segment, index]) =>
    index === undefined ? segment : Number(index),
  );
}

/** Turns offsets in a text into places. */
export class Lines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  at(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** The offset at which a line (from 0) begins. */
  start(line: number): number | undefined {
    return this.#starts[line];
  }
}
