import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Why a file was not read. */
export type UnreadReason = 'binary' | 'not_a_file' | 'too_large' | 'unreadable';

export type ReadBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'unread'; readonly reason: Exclude<UnreadReason, 'binary'> };

export type ReadText =
  | {
      readonly kind: 'text';
      /** With the byte order mark of UTF-8, where there is one, as its first character. */
      readonly text: string;
      /** Bytes of the file. */
      readonly bytes: number;
      readonly encoding: TextEncodingFound;
    }
  | { readonly kind: 'unread'; readonly reason: UnreadReason };

/**
 * How a text was encoded. UTF-16 is known by its byte order mark. `unknown`: some bytes are not UTF-8 and were replaced by
 * U+FFFD, so that the text would not be the same file when it is written again.
 */
export type TextEncodingFound = 'utf-8' | 'utf-16le' | 'utf-16be' | 'unknown';

const MEBIBYTE = 1024 * 1024;
/** As git does: a NUL among the first 8,000 bytes makes a file binary. */
const BINARY_LOOK = 8_000;

// Links are refused and pipes do not block, should one have taken the file's place since it was listed.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a regular file of at most `maxBytes`. A link is not followed, though its folders may be links: `path` comes
 * from a walk, or was resolved. Never throws for what the file is.
 *
 * Synchronous, for a thread of its own or a few files: 13,800 files took 2 s so and 7 s through promises, eight at a time.
 */
export function readBytes(path: string, maxBytes: number): ReadBytes {
  return withFile(path, maxBytes, (file, size) => ({ kind: 'bytes', bytes: part(file, 0, size) }));
}

/**
 * The text of a regular file of at most `maxBytes`, 1 MiB unless given; of a binary file only the beginning is read.
 * Like {@link readBytes} in everything else.
 */
export function readText(path: string, maxBytes = MEBIBYTE): ReadText {
  return withFile<ReadText>(path, maxBytes, (file, size) => {
    const beginning = part(file, 0, Math.min(size, BINARY_LOOK));
    if (!isText(beginning)) return { kind: 'unread', reason: 'binary' };
    return decoded(size > BINARY_LOOK ? Buffer.concat([beginning, part(file, BINARY_LOOK, size)]) : beginning);
  });
}

/** The text that {@link readText} gives, of at most 1 MiB; `undefined` where it gives none. */
export function textOf(path: string): string | undefined {
  const read = readText(path);
  return read.kind === 'text' ? read.text : undefined;
}

function withFile<Read>(
  path: string,
  maxBytes: number,
  use: (file: number, size: number) => Read,
): Read | { readonly kind: 'unread'; readonly reason: Exclude<UnreadReason, 'binary'> } {
  let file: number | undefined;
  try {
    file = openSync(path, flags);
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: 'unread', reason: 'not_a_file' };
    return stat.size > maxBytes ? { kind: 'unread', reason: 'too_large' } : use(file, stat.size);
  } catch {
    return { kind: 'unread', reason: 'unreadable' };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The bytes from one position to another, or fewer when the file has become shorter. */
function part(file: number, from: number, to: number): Buffer {
  const buffer = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(file, buffer, filled, buffer.length - filled, from + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

const markOf = (content: Buffer): string => content.subarray(0, 2).toString('hex');

function isText(beginning: Buffer): boolean {
  const mark = markOf(beginning);
  return mark === 'fffe' || mark === 'feff' || !beginning.includes(0);
}

function decoded(content: Buffer): ReadText {
  const bytes = content.length;
  const mark = markOf(content);
  if (mark === 'fffe') {
    return { kind: 'text', text: content.subarray(2).toString('utf16le'), bytes, encoding: 'utf-16le' };
  }
  if (mark === 'feff') {
    const units = Buffer.from(content.subarray(2, bytes - (bytes % 2))).swap16();
    return { kind: 'text', text: units.toString('utf16le'), bytes, encoding: 'utf-16be' };
  }
  const text = content.toString('utf8');
  const isExact = !text.includes('\ufffd') || Buffer.from(text, 'utf8').equals(content);
  return { kind: 'text', text, bytes, encoding: isExact ? 'utf-8' : 'unknown' };
}
