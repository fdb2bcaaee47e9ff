import {
  cppRawString,
  csharpRawString,
  jsTemplate,
  lifetimeOrCharacter,
  luaLongString,
  rustRawString,
} from './literal-forms.ts';

/** A literal between two marks. */
export interface QuotedForm {
  readonly open: string;
  readonly close: string;
  /** How the closing mark stands inside: behind a backslash, written twice, or not at all. */
  readonly escape: 'backslash' | 'twice' | 'none';
  /** Without it a literal that is not closed ends with its line, so that one stray quote spoils one line. */
  readonly multiline?: true;
}

/** A literal that marks alone do not describe. Gives the offset behind it, or -1 when there is none at `start`. */
export interface SpecialForm {
  /** The characters that it can begin with. */
  readonly first: string;
  readonly end: (text: string, start: number) => number;
}

export interface BlockComment {
  readonly open: string;
  readonly close: string;
  readonly nests?: true;
  /** Both marks stand at the beginning of a line only. */
  readonly wholeLines?: true;
}

/** What a lexer must know of a language to tell comments, literals and words apart. */
export interface LexicalSyntax {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly BlockComment[];
  readonly quoted: readonly QuotedForm[];
  readonly special?: readonly SpecialForm[];
  /** `/` can begin a regular expression. */
  readonly regex?: true;
  /** `#` begins a comment only behind white space, as in shells (`$#`, `${x#y}`). */
  readonly commentNeedsSpace?: true;
  readonly heredoc?: RegExp;
  /** Code stands between these marks only; the rest is text of another kind. */
  readonly embedded?: { readonly open: string; readonly close: string };
}

const double: QuotedForm = { open: '"', close: '"', escape: 'backslash' };
const single: QuotedForm = { open: "'", close: "'", escape: 'backslash' };
const tripleDouble: QuotedForm = { open: '"""', close: '"""', escape: 'backslash', multiline: true };
const tripleSingle: QuotedForm = { open: "'''", close: "'''", escape: 'backslash', multiline: true };
const slashStar: BlockComment = { open: '/*', close: '*/' };
const nestingSlashStar: BlockComment = { open: '/*', close: '*/', nests: true };

const cFamily: LexicalSyntax = {
  lineComments: ['//'],
  blockComments: [slashStar],
  quoted: [double, single],
};

export const lexicalSyntaxes = {
  c: { ...cFamily, special: [{ first: 'RuUL', end: cppRawString }] },
  csharp: {
    ...cFamily,
    quoted: [
      { open: '@"', close: '"', escape: 'twice', multiline: true },
      { open: '$@"', close: '"', escape: 'twice', multiline: true },
      { open: '@$"', close: '"', escape: 'twice', multiline: true },
      double,
      single,
    ],
    special: [{ first: '"', end: csharpRawString }],
  },
  css: { lineComments: [], blockComments: [slashStar], quoted: [double, single] },
  sass: cFamily,
  go: { ...cFamily, quoted: [double, single, { open: '`', close: '`', escape: 'none', multiline: true }] },
  java: { ...cFamily, quoted: [tripleDouble, double, single] },
  dart: { ...cFamily, blockComments: [nestingSlashStar], quoted: [tripleDouble, tripleSingle, double, single] },
  javascript: { ...cFamily, special: [{ first: '`', end: jsTemplate }], regex: true },
  kotlin: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...tripleDouble, escape: 'none' }, double, single],
  },
  lua: {
    lineComments: ['--'],
    blockComments: [
      { open: '--[[', close: ']]' },
      { open: '--[=[', close: ']=]' },
    ],
    quoted: [double, single],
    special: [{ first: '[', end: luaLongString }],
  },
  php: {
    lineComments: ['//', '#'],
    blockComments: [slashStar],
    quoted: [
      { ...double, multiline: true },
      { ...single, multiline: true },
    ],
    heredoc: /<<<[ \t]*["']?([A-Za-z_]\w*)["']?/y,
    embedded: { open: '<?', close: '?>' },
  },
  powershell: {
    lineComments: ['#'],
    blockComments: [{ open: '<#', close: '#>' }],
    quoted: [
      { open: '"', close: '"', escape: 'twice', multiline: true },
      { open: "'", close: "'", escape: 'twice', multiline: true },
    ],
    commentNeedsSpace: true,
  },
  python: {
    lineComments: ['#'],
    blockComments: [],
    quoted: [tripleDouble, tripleSingle, double, single],
  },
  ruby: {
    lineComments: ['#'],
    blockComments: [{ open: '=begin', close: '=end', wholeLines: true }],
    quoted: [double, single, { open: '`', close: '`', escape: 'backslash' }],
    regex: true,
    heredoc: /<<[-~]?["'`]?([A-Z_]\w*)["'`]?/y,
  },
  rust: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...double, multiline: true }],
    special: [
      { first: 'rb', end: rustRawString },
      { first: "'", end: lifetimeOrCharacter },
    ],
  },
  scala: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...tripleDouble, escape: 'none' }, double],
    special: [{ first: "'", end: lifetimeOrCharacter }],
  },
  shell: {
    lineComments: ['#'],
    blockComments: [],
    quoted: [
      { ...double, multiline: true },
      { open: "'", close: "'", escape: 'none', multiline: true },
    ],
    commentNeedsSpace: true,
    heredoc: /<<-?[ \t]*\\?["']?([A-Za-z_]\w*)["']?/y,
  },
  swift: { ...cFamily, blockComments: [nestingSlashStar], quoted: [tripleDouble, double] },
} as const satisfies Readonly<Record<string, LexicalSyntax>>;
