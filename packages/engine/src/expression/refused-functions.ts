import type { ASTNode } from '@marcbachmann/cel-js';
import { FaultyExpression } from './reference.ts';
import { patternFault } from './regular-expression.ts';

/** Functions of the library that have inputs which take minutes, and what to use instead. */
const refused: ReadonlyMap<string, string> = new Map([
  ['matches', 'use re(text, pattern), whose time is proportional to the text'],
  ['duration', 'compare numbers of seconds instead'],
]);
/** What our rewriting calls; nobody else does. */
const counters = new Set(['made', 'read', 'looped', 'compared']);

/** @throws FaultyExpression when the function is not to be called. */
export function checkFunction(name: string, offset: number): void {
  if (counters.has(name)) {
    throw new FaultyExpression({ code: 'unknown_function', message: `there is no function ${name}()`, offset });
  }
  const suggestion = refused.get(name);
  if (suggestion === undefined) return;
  const message = `${name}() is not part of the expressions here`;
  throw new FaultyExpression({ code: 'refused_function', message, offset, suggestion });
}

/** @throws FaultyExpression for a pattern that is written out and is none. */
export function checkPattern(pattern: ASTNode): void {
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') return;
  const message = patternFault(pattern.args);
  if (message === undefined) return;
  throw new FaultyExpression({ code: 'expression_type', message, offset: pattern.start });
}
