import { ActionError } from '@codomyrmex/core';
import { re2 } from './re2.ts';

/** Whether a path, relative and with `/`, fits one of some globs. */
export type PathMatch = (path: string) => boolean;

const MAX_NESTING = 5;

/**
 * Globs as people write them for files: `*.ts`, `src/**`, `{a,b}/*.py`, `[a-z]?.md`. One without `/` is meant of a name at any
 * depth; one that names a folder is meant of everything in it. They become one expression of RE2, so that none can be slow.
 * @throws ActionError INVALID_GLOB
 */
export function globMatch(globs: readonly string[]): PathMatch {
  const parts = globs.map(expressionOf);
  const expression = re2().compile(parts.join('|'));
  return (path) => expression.matcher(path).matches();
}

function expressionOf(written: string): string {
  const glob = written.replace(/^(?:\.\/)+|^\//, '').replace(/\/+$/, '');
  if (glob === '') throw invalid(written, 'names nothing');
  const atAnyDepth = glob.includes('/') || written.startsWith('/') ? '' : '(?:.*/)?';
  return `(?s:${atAnyDepth}${translated(glob, written)}(?:/.*)?)`;
}

/** Signs of a glob in the order in which they are tried; whatever is none of them stands for itself. */
const sign = /\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|[{},]|\\.|./gsu;

function translated(glob: string, written: string): string {
  let open = 0;
  let expression = '';
  for (const [part] of glob.matchAll(sign)) {
    if (part === '**/') expression += '(?:.*/)?';
    else if (/^\*{2,}$/.test(part)) expression += '.*';
    else if (part === '*') expression += '[^/]*';
    else if (part === '?') expression += '[^/]';
    else if (part.length > 1 && part.startsWith('[')) expression += characterClass(part);
    else if (part === '{') {
      open += 1;
      if (open > MAX_NESTING) throw invalid(written, `nests braces more than ${MAX_NESTING} deep`);
      expression += '(?:';
    } else if (part === '}' && open > 0) {
      open -= 1;
      expression += ')';
    } else if (part === ',' && open > 0) expression += '|';
    else expression += re2().quote(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
  }
  if (open > 0) throw invalid(written, 'has a "{" without "}"');
  return expression;
}

/** `[!a-z]`; no class takes a `/`. */
function characterClass(part: string): string {
  const isNegated = /^\[[!^]/.test(part);
  const inner = part.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\[\]^&~]/g, '\\$&');
  return isNegated ? `[^/${inner}]` : `[${inner}]`;
}

function invalid(glob: string, why: string): ActionError {
  return new ActionError(`the glob "${glob}" ${why}`, {
    code: 'INVALID_GLOB',
    retryable: false,
    suggestions: ['write globs such as "*.ts", "src/**", "{a,b}/*.py"; a "\\" before a sign takes it for itself'],
  });
}
