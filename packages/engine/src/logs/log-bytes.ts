import type { LogLine } from './log-line.ts';

/** A part of a log as text. */
export interface LogBytes {
  readonly text: string;
  /** Where the text begins and ends, counted from 0, the end not included: the next part begins there. */
  readonly from: number;
  readonly to: number;
}

/**
 * A part of a log as UTF-8 text, every message ending with a line end. A character belongs to the part in which it begins:
 * none is cut, and parts that follow each other give the whole text. Reads the lines up to the end of the part, one by one.
 * @param from the first byte, counted from 0
 * @param to the byte after the last
 */
export async function logBytes(lines: AsyncIterable<LogLine>, from: number, to: number): Promise<LogBytes> {
  const parts: Buffer[] = [];
  let begin: number | undefined;
  let at = 0;
  for await (const { message } of lines) {
    if (at >= to) break;
    const bytes = Buffer.from(`${message}\n`);
    const start = characterFrom(bytes, from - at);
    const end = characterFrom(bytes, to - at);
    if (end > start) {
      begin ??= at + start;
      parts.push(bytes.subarray(start, end));
    }
    at += bytes.length;
  }
  const text = Buffer.concat(parts);
  const first = begin ?? Math.min(from, at);
  return { text: text.toString('utf8'), from: first, to: first + text.length };
}

/** The first place from `offset` on where a character begins. */
function characterFrom(bytes: Buffer, offset: number): number {
  let at = Math.min(Math.max(0, offset), bytes.length);
  while (at < bytes.length && ((bytes[at] ?? 0) & 0b1100_0000) === 0b1000_0000) at++;
  return at;
}
