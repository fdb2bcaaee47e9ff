/** Stands for the character that sequences begin with. */
const ESCAPE = '⎋';
const SEQUENCES = /⎋\[\??([\d;]*)([A-Za-z])|\n|\r|[^⎋\n\r]+/gu;

/** What stands on a terminal after a text with the few sequences that live views write: of a screen that is high and wide enough. */
export function screenOf(text: string): readonly string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  for (const [part, argument, command] of text.replaceAll('\u001b', ESCAPE).matchAll(SEQUENCES)) {
    const line = lines[row] ?? '';
    if (part === '\n') {
      row++;
      column = 0;
      lines[row] ??= '';
    } else if (part === '\r' || command === 'G') column = 0;
    else if (command === 'A') row = Math.max(0, row - Number(argument === '' ? 1 : argument));
    else if (command === 'K') lines[row] = argument === '2' ? '' : line.slice(0, column);
    else if (command === 'J') lines.splice(row, lines.length, line.slice(0, column));
    else if (command === undefined) {
      lines[row] = line.slice(0, column).padEnd(column) + part + line.slice(column + part.length);
      column += part.length;
    }
  }
  return lines;
}
