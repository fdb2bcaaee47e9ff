import type { Tree } from '@lezer/common';
import type { LRParser } from '@lezer/lr';

const STEPS_PER_LOOK = 64;

/**
 * The syntax tree of a text, also of one with errors in it; `undefined` where `isOver` said so first, as it must for texts made to
 * keep several readings of the grammar open: 300,000 times `[a,` would take minutes. Neither the parser nor a walk over its
 * trees uses the stack for what is nested, so no text can exhaust it.
 */
export function syntaxTree(text: string, parser: LRParser, isOver: () => boolean): Tree | undefined {
  const parse = parser.startParse(text);
  for (let step = 1; ; step++) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (step % STEPS_PER_LOOK === 0 && isOver()) return undefined;
  }
}
