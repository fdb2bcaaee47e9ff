import { parser as javascript } from '@lezer/javascript';
import type { LRParser } from '@lezer/lr';
import { parser as python } from '@lezer/python';

export const codeLanguages = ['javascript', 'python'] as const;
/** TypeScript counts as JavaScript: what is unsafe in one is unsafe in the other. */
export type CodeLanguage = (typeof codeLanguages)[number];

export interface Grammar {
  readonly language: CodeLanguage;
  readonly parser: LRParser;
}

const plain: Grammar = { language: 'javascript', parser: javascript.configure({ dialect: 'jsx' }) };
// `<T>x` is a cast here, which looks like an element.
const typed: Grammar = { language: 'javascript', parser: javascript.configure({ dialect: 'ts' }) };
const typedElements: Grammar = { language: 'javascript', parser: javascript.configure({ dialect: 'jsx ts' }) };
const ofPython: Grammar = { language: 'python', parser: python };

const byEnding = new Map<string, Grammar>([
  ...['js', 'mjs', 'cjs', 'jsx'].map((ending) => [ending, plain] as const),
  ...['ts', 'mts', 'cts'].map((ending) => [ending, typed] as const),
  ['tsx', typedElements],
  ...['py', 'pyw', 'pyi'].map((ending) => [ending, ofPython] as const),
]);

/** How the file at a path is read; `undefined` for one that no rule knows. */
export function grammarOf(path: string): Grammar | undefined {
  return byEnding.get(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
}
