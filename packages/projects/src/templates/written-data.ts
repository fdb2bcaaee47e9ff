import type { Problem } from '@codomyrmex/core';
import { Composer, type CST, Lexer, LineCounter, Parser } from 'yaml';

const MAX_CHARACTERS = 512 * 1024;
const MAX_DEPTH = 64;
const MAX_ALIASES = 50;

/** What a `template.json` or `template.yaml` says, with a way back to where it says it. */
export type WrittenData =
  | { readonly ok: true; readonly data: unknown; readonly placeOf: PlaceOf }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Where the value of a path stands; the nearest one that is there, for a path that is not. */
export type PlaceOf = (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number } | undefined;

/**
 * Reads JSON or YAML 1.2 of JSON values. JSON is read as the YAML that it is, which knows places. yaml 2.9.1 ends the whole process
 * on deep nesting, so depth is counted by its parser, which keeps a stack of its own, before anything recursive sees the tokens.
 */
export function readWrittenData(text: string, file: string): WrittenData {
  const lines = new LineCounter();
  const problem = (code: string, message: string, offset: number): Problem => {
    const { line, col } = lines.linePos(offset);
    return { code, message, path: '', file, ...(line > 0 && { line, column: col }) };
  };
  if (text.length > MAX_CHARACTERS) {
    const message = `${text.length} characters are more than the ${MAX_CHARACTERS} that a template's description may have`;
    return { ok: false, problems: [{ code: 'too_large', message, path: '', file }] };
  }
  const tokens = guardedTokens(text, lines);
  if (!Array.isArray(tokens)) return { ok: false, problems: [problem('too_deep', tokens.why, tokens.offset)] };
  const composer = new Composer({ version: '1.2', strict: true, uniqueKeys: true, stringKeys: true });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return { ok: false, problems: [problem('empty', 'there is nothing in this file', 0)] };
  const problems = document.errors.map((error) => problem('syntax', firstLine(error.message), error.pos[0]));
  if (second !== undefined) problems.push(problem('several_documents', 'a second document begins', second.range[0]));
  if (problems.length > 0) return { ok: false, problems };
  const placeOf: PlaceOf = (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
      if (!Array.isArray(range) || typeof range[0] !== 'number') continue;
      const { line, col } = lines.linePos(range[0]);
      return { line, column: col };
    }
    return undefined;
  };
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: MAX_ALIASES }), placeOf };
  } catch (error) {
    return {
      ok: false,
      problems: [problem('too_many_aliases', error instanceof Error ? error.message : String(error), 0)],
    };
  }
}

function guardedTokens(
  text: string,
  lines: LineCounter,
): CST.Token[] | { readonly why: string; readonly offset: number } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH) return { why: `more than ${MAX_DEPTH} levels`, offset: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? text;
