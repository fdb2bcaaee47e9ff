import { refusal } from './refuse.ts';
import type { Cell } from './value.ts';

export interface ResultLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

export type Row = Readonly<Record<string, Cell>>;

export interface ResultSet {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Rows given, or changed by a statement that gives none. */
  readonly rowCount: number;
  /** There was more than `maxRows`. */
  readonly truncated: boolean;
}

/** Gathers rows until a limit is reached; columns that share a name are told apart as `name_2`. */
export class ResultRows {
  readonly columns: readonly string[];
  readonly #rows: Row[] = [];
  readonly #limits: ResultLimits;
  #bytes = 0;
  #truncated = false;

  constructor(columns: readonly string[], limits: ResultLimits) {
    this.columns = distinct(columns);
    this.#limits = limits;
  }

  /**
   * Takes a row; `false` when there is no place for it or any other.
   * @throws ActionError RESULT_TOO_LARGE when its bytes are over the limit: half a row helps nobody.
   */
  add(cells: readonly Cell[]): boolean {
    if (this.#rows.length >= this.#limits.maxRows) {
      this.#truncated = true;
      return false;
    }
    const row = Object.fromEntries(this.columns.map((column, index) => [column, cells[index] ?? null]));
    this.#bytes += Buffer.byteLength(JSON.stringify(row));
    if (this.#bytes > this.#limits.maxBytes) {
      throw refusal(
        'RESULT_TOO_LARGE',
        `the result is larger than ${this.#limits.maxBytes} bytes; row ${this.#rows.length + 1} goes over`,
        'Select fewer columns or rows (LIMIT), or raise max_bytes.',
      );
    }
    this.#rows.push(row);
    return true;
  }

  get result(): ResultSet {
    return { columns: this.columns, rows: this.#rows, rowCount: this.#rows.length, truncated: this.#truncated };
  }
}

function distinct(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column;
    for (let number = 2; taken.has(name); number++) name = `${column}_${number}`;
    taken.add(name);
    return name;
  });
}
