import { LineIndex, readText } from '@codomyrmex/source-files';
import { type Language, languageOfFirstLine, languageOfName } from '../language/language.ts';
import { type Lexed, lex } from '../language/lexer.ts';
import { skipText } from './generated-code.ts';
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

/** Reads a file that may be source code. Never follows a link, never waits on a pipe. */
export function readSource(found: FilePath, limits: ReadLimits): Reading {
  const name = found.path.slice(found.path.lastIndexOf('/') + 1);
  const byName = languageOfName(name);
  // Only the first line of a file without an extension can still tell its language.
  if (byName === undefined && name.includes('.')) return { kind: 'skipped', reason: 'unsupported' };
  const read = readText(found.absolutePath, limits.maxFileBytes);
  if (read.kind === 'unread') return { kind: 'skipped', reason: read.reason };
  const text = read.text.replace(/^\uFEFF/, '');
  const language = byName ?? languageOfFirstLine(text);
  if (language === undefined) return { kind: 'skipped', reason: 'unsupported' };
  const lines = new LineIndex(text);
  const lexed = lex(text, language.lexis, lines);
  const reason = limits.generatedToo === true ? undefined : skipText({ text, lines, lexed });
  if (reason !== undefined) return { kind: 'skipped', reason };
  const isAscii = text.length === read.bytes;
  return { kind: 'source', file: { ...found, language, text, isAscii, lines, lexed } };
}
