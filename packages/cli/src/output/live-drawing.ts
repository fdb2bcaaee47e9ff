import { stripVTControlCharacters } from 'node:util';
import { createLogUpdate } from 'log-update';
import { textWidth } from './text-width.ts';

const ESCAPE = '\u001b';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Lines at the end of a terminal that are drawn again in their place. Where the terminal's size has changed, its lines are no longer where
 * they were written: those that are wider than it have been broken, and are taken off as what they are now.
 */
export class LiveDrawing {
  readonly #stream: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  /** What stands there, and how large the terminal was then. */
  #drawn: { readonly lines: readonly string[]; readonly size: Size } | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#update = createLogUpdate(stream);
  }

  draw(lines: readonly string[]): void {
    this.#leaveOldSize();
    this.#update(lines.join('\n'));
    this.#drawn = { lines, size: this.#size };
  }

  clear(): void {
    this.#leaveOldSize();
    this.#update.clear();
    this.#drawn = undefined;
  }

  /** What was drawn last stays. */
  done(): void {
    this.#update.done();
    this.#drawn = undefined;
  }

  get #size(): Size {
    const { columns, rows } = this.#stream;
    return { columns, rows };
  }

  #leaveOldSize(): void {
    const drawn = this.#drawn;
    const { columns, rows } = this.#size;
    if (drawn === undefined || (drawn.size.columns === columns && drawn.size.rows === rows)) return;
    const stand = drawn.lines.reduce((sum, line) => sum + rowsOf(line, drawn.size.columns, columns), 0);
    const up = Math.min(stand, Math.max(0, rows - 1));
    this.#update.done(); // it begins anew: where its lines are is known here alone
    this.#stream.write(`${up === 0 ? '' : `${ESCAPE}[${up}A`}\r${ESCAPE}[J`);
    this.#drawn = undefined;
  }
}

/** How many rows a line takes that was broken at `before` columns when it was written, and is on a terminal of `now` columns. */
function rowsOf(line: string, before: number, now: number): number {
  const width = textWidth(stripVTControlCharacters(line));
  const whole = Math.floor(width / before);
  const rest = width % before;
  return whole * Math.ceil(before / now) + (rest > 0 || whole === 0 ? Math.max(1, Math.ceil(rest / now)) : 0);
}
