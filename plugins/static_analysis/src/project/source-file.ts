import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type Language, languageOfFirstLine, languageOfName } from '../language/language.ts';
import { type Lexed, lex } from '../language/lexer.ts';
import { skipText } from './generated-code.ts';
import { LineIndex } from './line-index.ts';
import type { SkipReason } from './skip-ledger.ts';

/** A file found in the project. */
export interface FilePath {
  /** From the root, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
}

/** One file of source code, read. */
export interface SourceFile extends FilePath {
  readonly language: Language;
  readonly text: string;
  readonly isAscii: boolean;
  readonly lines: LineIndex;
  readonly lexed: Lexed;
}

export type Reading =
  | { readonly kind: 'source'; readonly file: SourceFile }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export interface ReadLimits {
  readonly maxFileBytes: number;
  /** Whether code that a program wrote is read too: when a person named this very file. */
  readonly generatedToo?: true;
}

/** How much is looked at for a NUL, as git does. */
const BINARY_HEAD = 8_000;

/** Reads a file that may be source code. Never follows a link, never waits on a pipe. */
export function readSource(found: FilePath, limits: ReadLimits): Reading {
  const name = found.path.slice(found.path.lastIndexOf('/') + 1);
  const byName = languageOfName(name);
  // Only the first line of a file without an extension can still tell its language.
  if (byName === undefined && name.includes('.')) return { kind: 'skipped', reason: 'unsupported' };
  const bytes = readBounded(found.absolutePath, limits.maxFileBytes);
  if (typeof bytes === 'string') return { kind: 'skipped', reason: bytes };
  if (bytes.subarray(0, BINARY_HEAD).includes(0)) return { kind: 'skipped', reason: 'binary' };
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const language = byName ?? languageOfFirstLine(text);
  if (language === undefined) return { kind: 'skipped', reason: 'unsupported' };
  const lines = new LineIndex(text);
  const lexed = lex(text, language.lexis, lines);
  const reason = limits.generatedToo === true ? undefined : skipText({ text, lines, lexed });
  if (reason !== undefined) return { kind: 'skipped', reason };
  const isAscii = text.length === bytes.length;
  return { kind: 'source', file: { ...found, language, text, isAscii, lines, lexed } };
}

/** The bytes of a regular file, or why there are none. */
export function readBounded(path: string, maxBytes: number): Buffer | SkipReason {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return 'unreadable';
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return 'not_a_file';
    if (status.size > maxBytes) return 'too_large';
    const bytes = Buffer.allocUnsafe(status.size);
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.length; length += count) {
      count = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } catch {
    return 'unreadable';
  } finally {
    closeSync(descriptor);
  }
}
