import type { Tree } from '@lezer/common';
import type { LRParser } from '@lezer/lr';

/**
 * For one file. A megabyte of real code takes half a second; texts made to keep several readings of the grammar open, such as
 * 300,000 times `[a,`, would take minutes.
 */
const MAX_MILLISECONDS = 5_000;
const STEPS_PER_LOOK = 64;

/**
 * The syntax tree of a text, also of one with errors in it; `undefined` for one that takes too long. Neither the parser nor
 * a walk over its trees uses the stack for what is nested, so no text can exhaust it.
 */
export function syntaxTree(text: string, parser: LRParser): Tree | undefined {
  const end = performance.now() + MAX_MILLISECONDS;
  const parse = parser.startParse(text);
  for (let step = 1; ; step++) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (step % STEPS_PER_LOOK === 0 && performance.now() > end) return undefined;
  }
}
