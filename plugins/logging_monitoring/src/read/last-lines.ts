import { open } from 'node:fs/promises';

const CHUNK = 64 * 1024;
/** Of a longer line only the beginning is kept: a file of one line must not cost its square. */
const MAX_LINE = 256 * 1024;

export interface LastLines {
  /** In the order of the file. */
  readonly lines: readonly string[];
  readonly bytesRead: number;
  /** Whether the beginning of the file was reached. */
  readonly isWhole: boolean;
}

export interface LastLinesOptions {
  readonly count: number;
  /** How far from the end is looked at most. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly wanted: (line: string) => boolean;
}

/** The last wanted lines of a file, read from its end: a large file costs no more than a small one. */
export async function lastLines(
  file: string,
  { count, maxBytes, signal, wanted }: LastLinesOptions,
): Promise<LastLines> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const found: string[] = [];
    /** Bytes of a line whose beginning lies before what was read. */
    let rest: Buffer = Buffer.alloc(0);
    let start = size;
    let isLast = true;
    while (start > 0 && size - start < maxBytes && found.length < count) {
      signal.throwIfAborted();
      const length = Math.min(CHUNK, start, maxBytes - (size - start));
      start -= length;
      const chunk = Buffer.alloc(length);
      await handle.read(chunk, 0, length, start);
      const parts = splitLines(Buffer.concat([chunk, rest]));
      rest = (parts.shift() ?? Buffer.alloc(0)).subarray(0, MAX_LINE);
      // The newline at the end of the file begins no line.
      if (isLast && parts.at(-1)?.length === 0) parts.pop();
      isLast = false;
      take(parts, found, { count, wanted });
    }
    if (start === 0 && found.length < count && rest.length > 0) take([rest], found, { count, wanted });
    return { lines: found.reverse(), bytesRead: size - start, isWhole: start === 0 };
  } finally {
    await handle.close();
  }
}

function take(
  parts: readonly Buffer[],
  found: string[],
  { count, wanted }: Pick<LastLinesOptions, 'count' | 'wanted'>,
): void {
  for (const part of [...parts].reverse()) {
    if (found.length >= count) return;
    const text = part.toString('utf8');
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (wanted(line)) found.push(line);
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  parts.push(bytes.subarray(from));
  return parts;
}
