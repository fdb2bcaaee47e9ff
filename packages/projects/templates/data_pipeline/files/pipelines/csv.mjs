// CSV as RFC 4180 has it: fields in quotes may hold commas, quotes that are doubled, and ends of lines.

/**
 * Reads records from text that comes in pieces; memory holds one record, not the file.
 * @param {AsyncIterable<string>} pieces
 * @returns {AsyncGenerator<{ line: number, fields: string[] }>} `line` is the one on which the record begins, from 1
 */
export async function* csvRecords(pieces) {
  let fields = [];
  let field = '';
  let line = 1;
  let begin = 1;
  /** @type {'start' | 'plain' | 'quoted' | 'closed'} */
  let state = 'start';
  let isAfterReturn = false;
  for await (const piece of pieces) {
    for (const sign of piece) {
      if (isAfterReturn && sign === '\n') {
        isAfterReturn = false;
        continue;
      }
      isAfterReturn = sign === '\r' && state !== 'quoted';
      if (sign === '\n' || isAfterReturn) line++;
      if (state === 'quoted') {
        if (sign === '"') state = 'closed';
        else field += sign;
      } else if (sign === '"' && state === 'closed') {
        field += sign;
        state = 'quoted';
      } else if (sign === '"' && state === 'start') state = 'quoted';
      else if (sign === ',' || sign === '\n' || isAfterReturn) {
        fields.push(field);
        field = '';
        state = 'start';
        if (sign === ',') continue;
        if (fields.length > 1 || fields[0] !== '') yield { line: begin, fields };
        fields = [];
        begin = line;
      } else {
        field += sign;
        state = 'plain';
      }
    }
  }
  if (state === 'quoted') throw new Error(`line ${begin}: a quote is not closed`);
  if (fields.length > 0 || field !== '') yield { line: begin, fields: [...fields, field] };
}

/** @param {readonly (readonly unknown[])[]} rows */
export function csvText(rows) {
  const written = (value) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(written).join(',')}\n`).join('');
}
