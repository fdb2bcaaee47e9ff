import { maskedText } from './masked-text.ts';

export type ExportKind = 'function' | 'class' | 'interface' | 'type' | 'enum' | 'value' | 'namespace';

/** What a module declares under a name. */
export interface Declaration {
  readonly name: string;
  readonly kind: ExportKind;
  /** First sentence of its comment. */
  readonly summary: string | undefined;
}

export interface ReadModule {
  /** Declarations on the first level, exported or not, by name. */
  readonly declared: ReadonlyMap<string, Declaration>;
  /** Names that it exports of its own. */
  readonly exported: readonly string[];
  /** `export { local as name } from 'module'`; without a module the local name is one of its own. */
  readonly named: readonly NamedExport[];
  /** Modules of `export * from`. */
  readonly stars: readonly string[];
}

export interface NamedExport {
  readonly local: string;
  readonly name: string;
  readonly from: string | undefined;
}

const DECLARATION =
  /^(export\s+)?(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:const\s+(?=enum\b))?(function|class|interface|type|enum|const|let|var|namespace)\b\s*\*?\s*([A-Za-z_$][\w$]*)/;
const kinds: Readonly<Record<string, ExportKind>> = { const: 'value', let: 'value', var: 'value' };

/** The exports of a TypeScript module as it is written; types are not resolved and nothing is run. */
export function readModule(text: string): ReadModule {
  const masked = maskedText(text);
  const declared = new Map<string, Declaration>();
  const exported: string[] = [];
  const named: NamedExport[] = [];
  const stars: string[] = [];
  for (const start of statements(masked)) {
    const code = masked.slice(start, start + 200);
    const [, isExported, word, name] = DECLARATION.exec(code) ?? [];
    if (word !== undefined && name !== undefined) {
      // An overload or a merged interface keeps the first comment.
      if (!declared.has(name)) declared.set(name, { name, kind: kindOf(word), summary: summaryBefore(text, start) });
      if (isExported !== undefined && !/^export\s+(?:declare\s+)?default\b/.test(code)) exported.push(name);
    } else if (/^export\s*\*\s*from\b/.test(code))
      stars.push(...[specifierAt(text, start)].filter((one) => one !== undefined));
    else if (/^export\s+(?:type\s+)?\{/.test(code)) named.push(...listAt(text, masked, start));
  }
  return { declared, exported: [...new Set(exported)], named, stars };
}

/** `word` is one of the words of a declaration. */
const kindOf = (word: string): ExportKind => kinds[word] ?? (word as ExportKind);

/** Where words stand at the beginning of a line outside of all brackets. */
function* statements(masked: string): Generator<number> {
  let depth = 0;
  let atLineStart = true;
  for (let at = 0; at < masked.length; at++) {
    const one = masked.charAt(at);
    if (one === '\n') atLineStart = true;
    else if (one === '{' || one === '(' || one === '[') depth += 1;
    else if (one === '}' || one === ')' || one === ']') depth = Math.max(0, depth - 1);
    else if (atLineStart && depth === 0 && /[a-z]/.test(one)) yield at;
    if (one !== '\n' && one !== ' ' && one !== '\t' && one !== '\r') atLineStart = false;
  }
}

function listAt(text: string, masked: string, start: number): NamedExport[] {
  const open = masked.indexOf('{', start);
  const close = masked.indexOf('}', open);
  if (close < 0) return [];
  const from = /^\s*from\b/.test(masked.slice(close + 1)) ? specifierAt(text, close) : undefined;
  return masked
    .slice(open + 1, close)
    .split(',')
    .flatMap((entry) => {
      const [, local, name] = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(entry) ?? [];
      return local === undefined || (name ?? local) === 'default' ? [] : [{ local, name: name ?? local, from }];
    });
}

/** Characters; what is further away from a word is not looked for, or every export would read the whole rest of its module. */
const MAX_CLAUSE = 2_000;
const MAX_COMMENT = 20_000;

const specifierAt = (text: string, start: number): string | undefined =>
  /^[^;'"]*?\bfrom\s*(['"])([^'"\n]+)\1/.exec(text.slice(start, start + MAX_CLAUSE).replace(/^\s*\}/, ''))?.[2];

/** The comment that ends right before a statement. */
function summaryBefore(text: string, start: number): string | undefined {
  const before = text.slice(Math.max(0, start - MAX_COMMENT), start).trimEnd();
  if (!before.endsWith('*/')) return undefined;
  const open = before.lastIndexOf('/**');
  if (open < 0 || before.lastIndexOf('*/', before.length - 3) > open) return undefined;
  return firstSentence(before.slice(open + 3, -2));
}

/** Without tags and links of JSDoc. */
function firstSentence(comment: string): string | undefined {
  const words = comment
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .split(/\n\s*(?:\n|@)|^\s*@/)[0]
    ?.replace(
      /\{@link(?:code|plain)?\s+([^}|\s]{1,500})(?:[|\s]([^}]{0,500}))?\}/g,
      (_, name: string, shown?: string) => shown ?? name,
    )
    .replace(/\s+/g, ' ')
    .trim();
  if (words === undefined || words === '') return undefined;
  return /^.*?[.!?](?=\s+[A-Z`(]|$)/.exec(words)?.[0] ?? words;
}
