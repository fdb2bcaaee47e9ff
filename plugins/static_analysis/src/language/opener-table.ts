import type { BlockComment, LexicalSyntax, QuotedForm, SpecialForm } from './lexical-syntax.ts';

/** Something that begins at a known character: what the lexer tries there, in this order. */
export type Opener =
  | { readonly kind: 'line comment'; readonly open: string }
  | { readonly kind: 'block comment'; readonly open: string; readonly form: BlockComment }
  | { readonly kind: 'special'; readonly open: ''; readonly form: SpecialForm }
  | { readonly kind: 'quoted'; readonly open: string; readonly form: QuotedForm };

/** By the code of the first character, below 128. */
export type OpenerTable = readonly (readonly Opener[] | undefined)[];

const tables = new WeakMap<LexicalSyntax, OpenerTable>();

export function openerTable(syntax: LexicalSyntax): OpenerTable {
  const known = tables.get(syntax);
  if (known !== undefined) return known;
  const table: Opener[][] = [];
  const add = (character: string, opener: Opener) => {
    const code = character.charCodeAt(0);
    table[code] ??= [];
    table[code].push(opener);
  };
  for (const form of syntax.blockComments) add(form.open, { kind: 'block comment', open: form.open, form });
  for (const open of syntax.lineComments) add(open, { kind: 'line comment', open });
  for (const form of syntax.special ?? []) {
    for (const character of form.first) add(character, { kind: 'special', open: '', form });
  }
  // A longer mark before a shorter one that it begins with: `"""` before `"`.
  for (const form of [...syntax.quoted].sort((a, b) => b.open.length - a.open.length)) {
    add(form.open, { kind: 'quoted', open: form.open, form });
  }
  tables.set(syntax, table);
  return table;
}
