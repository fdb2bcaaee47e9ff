import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { SkipReason } from './walk.ts';

export type ReadText =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

/** As git does: a NUL among the first 8,000 bytes makes a file binary. */
const BINARY_LOOK = 8_000;

// Links are refused and pipes do not block, should one have taken the file's place since it was listed.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text of a file of UTF-8 of at most `maxBytes`; a text of another encoding would be changed by being written again. */
export function readText(path: string, maxBytes: number): ReadText {
  let file: number | undefined;
  try {
    file = openSync(path, flags);
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: 'skipped', reason: 'not_a_file' };
    if (stat.size > maxBytes) return { kind: 'skipped', reason: 'too_large' };
    return decoded(readWhole(file, stat.size));
  } catch {
    return { kind: 'skipped', reason: 'unreadable' };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readWhole(file: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(file, buffer, filled, size - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function decoded(content: Buffer): ReadText {
  if (content.subarray(0, BINARY_LOOK).includes(0)) return { kind: 'skipped', reason: 'binary' };
  const text = content.toString('utf8');
  if (text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(content))
    return { kind: 'skipped', reason: 'not_utf8' };
  return { kind: 'text', text, bytes: content.length };
}
