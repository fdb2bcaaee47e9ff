import { textWidth } from '../output/text-width.ts';

const LEAST = 20;

/** Text in lines of at most `width` columns, broken between words; a longer word has a line of its own, so that it can be copied. */
export function wrapped(text: string, width: number, indent = ''): string {
  const room = Math.max(LEAST, width) - textWidth(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.map((one) => indent + one).join('\n');
}

/** `1 file`, `2 files`, `3 classes`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
