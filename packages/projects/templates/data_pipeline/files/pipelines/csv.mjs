// CSV as RFC 4180 has it: fields in quotes may hold commas, quotes that are doubled, and ends of lines.

/**
 * Reads records from text that comes in pieces; memory holds one record, not the file.
 * @param {AsyncIterable<string> | Iterable<string>} pieces
 * @returns {AsyncGenerator<{ line: number, fields: string[] }>} `line` is the one on which the record begins, from 1
 */
export async function* csvRecords(pieces) {
  const reader = new Reader();
  for await (const piece of pieces) {
    for (const sign of piece) {
      const record = reader.take(sign);
      if (record !== undefined) yield record;
    }
  }
  const last = reader.end();
  if (last !== undefined) yield last;
}

class Reader {
  #fields = [];
  #field = '';
  /** @type {'start' | 'plain' | 'quoted' | 'closed'} where in a field the next sign stands */
  #state = 'start';
  #line = 1;
  #begin = 1;
  #isAfterReturn = false;

  /** A record, when the sign ends one. */
  take(sign) {
    const isSecondOfEnd = this.#isAfterReturn && sign === '\n';
    this.#isAfterReturn = sign === '\r';
    const isEnd = sign === '\n' || sign === '\r';
    if (isEnd && !isSecondOfEnd) this.#line++;
    if (this.#state === 'quoted') {
      if (sign === '"') this.#state = 'closed';
      else this.#field += sign;
      return undefined;
    }
    if (isEnd) return isSecondOfEnd ? undefined : this.#endOfRecord();
    if (sign === ',') this.#endOfField();
    else this.#add(sign);
    return undefined;
  }

  end() {
    if (this.#state === 'quoted') throw new Error(`line ${this.#begin}: a quote is not closed`);
    return this.#endOfRecord();
  }

  #add(sign) {
    if (sign === '"' && this.#state === 'start') {
      this.#state = 'quoted';
      return;
    }
    this.#field += sign;
    this.#state = sign === '"' && this.#state === 'closed' ? 'quoted' : 'plain';
  }

  #endOfField() {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  /** Lines with nothing in them are no records. */
  #endOfRecord() {
    this.#endOfField();
    const record = { line: this.#begin, fields: this.#fields };
    this.#fields = [];
    this.#begin = this.#line;
    return record.fields.length > 1 || record.fields[0] !== '' ? record : undefined;
  }
}

/** @param {readonly (readonly unknown[])[]} rows */
export function csvText(rows) {
  const written = (value) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(written).join(',')}\n`).join('');
}
