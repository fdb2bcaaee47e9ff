import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export type MeasuredFile =
  | {
      readonly kind: 'text';
      readonly bytes: number;
      readonly lines: number;
      readonly firstLine: string;
      readonly content: Buffer;
    }
  | { readonly kind: 'skipped'; readonly reason: 'binary' | 'too_large' | 'unreadable' | 'not_a_file' };

const LINE_FEED = 10;
/** As git does: a NUL among the first 8,000 bytes makes a file binary. */
const BINARY_LOOK = 8_000;
const MAX_FIRST_LINE = 200;

// Links are refused and pipes do not block, should one have taken the file's place since it was listed.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads one file of at most `maxBytes` and counts its lines; a last line without its end counts.
 * Synchronous, for a thread of its own: 13,800 files took 2 s so and 7 s through promises, eight at a time.
 */
export function measureFile(path: string, maxBytes: number): MeasuredFile {
  let file: number | undefined;
  try {
    file = openSync(path, flags);
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: 'skipped', reason: 'not_a_file' };
    if (stat.size > maxBytes) return { kind: 'skipped', reason: 'too_large' };
    const beginning = readUpTo(file, Math.min(stat.size, BINARY_LOOK), 0);
    if (beginning.includes(0)) return { kind: 'skipped', reason: 'binary' };
    const rest = stat.size > BINARY_LOOK ? [readUpTo(file, stat.size - BINARY_LOOK, BINARY_LOOK)] : [];
    return measure(rest.length === 0 ? beginning : Buffer.concat([beginning, ...rest]));
  } catch {
    return { kind: 'skipped', reason: 'unreadable' };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The `size` bytes from `position`, or fewer when the file has become shorter. */
function readUpTo(file: number, size: number, position: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(file, buffer, filled, size - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function measure(content: Buffer): MeasuredFile {
  let lines = 0;
  for (let at = content.indexOf(LINE_FEED); at !== -1; at = content.indexOf(LINE_FEED, at + 1)) lines += 1;
  if (content.length > 0 && content.at(-1) !== LINE_FEED) lines += 1;
  const end = content.indexOf(LINE_FEED);
  const firstLine = content.subarray(0, Math.min(MAX_FIRST_LINE, end === -1 ? content.length : end)).toString('utf8');
  return { kind: 'text', bytes: content.length, lines, firstLine, content };
}
