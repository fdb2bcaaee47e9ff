import type { Dialect } from './connection.ts';

/** A statement of a script, without what it says: enough to tell what kind it is. */
export interface StatementWords {
  /** Its first words, in capitals; at most four. */
  readonly words: readonly string[];
}

const MAX_WORDS = 4;

/**
 * The statements of a script, told apart as the database itself does: by `;` outside of texts, names, comments and (SQLite) the
 * bodies of triggers. Comments and empty statements are none.
 */
export function statements(sql: string, dialect: Dialect): readonly StatementWords[] {
  const found: StatementWords[] = [];
  let words: string[] = [];
  let isEmpty = true;
  const body = new TriggerBody(dialect);
  for (const token of tokens(sql, dialect)) {
    if (token === ';') {
      if (body.isOpen(words)) continue;
      if (!isEmpty) found.push({ words });
      words = [];
      isEmpty = true;
      body.begin();
      continue;
    }
    isEmpty = false;
    const isWord = /^\w/.test(token);
    const word = isWord ? token.toUpperCase() : '';
    if (isWord && words.length < MAX_WORDS) words.push(word);
    body.take(word);
  }
  if (!isEmpty) found.push({ words });
  return found;
}

/** The body of an SQLite trigger ends with the END that belongs to no CASE. */
class TriggerBody {
  readonly #dialect: Dialect;
  #cases = 0;
  #last = '';

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  begin(): void {
    this.#cases = 0;
    this.#last = '';
  }

  take(word: string): void {
    if (word === 'CASE') this.#cases++;
    const closesCase = word === 'END' && this.#cases > 0;
    if (closesCase) this.#cases--;
    this.#last = closesCase ? 'END CASE' : word;
  }

  isOpen(words: readonly string[]): boolean {
    const isTrigger =
      this.#dialect === 'sqlite' &&
      words[0] === 'CREATE' &&
      (words[1] === 'TRIGGER' || (/^TEMP(ORARY)?$/.test(words[1] ?? '') && words[2] === 'TRIGGER'));
    return isTrigger && this.#last !== 'END';
  }
}

/** Words, single marks, and texts and quoted names as their opening quote. */
function* tokens(sql: string, dialect: Dialect): Generator<string> {
  const token =
    /\s+|--[^\n]*|\/\*|\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$|[\w\x80-\uffff][\w$\x80-\uffff]*|[\s\S]/gu;
  for (let match = token.exec(sql); match !== null; match = token.exec(sql)) {
    const [text] = match;
    const after = skipped({ sql, dialect, text, at: token.lastIndex });
    if (after !== undefined) token.lastIndex = after;
    if (!/^\s|^--|^\/\*/.test(text)) yield text;
  }
}

interface Place {
  readonly sql: string;
  readonly dialect: Dialect;
  readonly text: string;
  /** Just behind `text`. */
  readonly at: number;
}

/** Where what `text` opens has ended; the end of the script when it never does. */
function skipped({ sql, dialect, text, at }: Place): number | undefined {
  if (text === '/*') return dialect === 'sqlite' ? behind(sql, '*/', at) : behindNestedComment(sql, at);
  if (text === "'") return behindText(sql, at, dialect);
  if (text === '"') return behind(sql, '"', at);
  if (dialect === 'sqlite') {
    if (text === '`') return behind(sql, '`', at);
    if (text === '[') return behind(sql, ']', at);
    return undefined;
  }
  return text.startsWith('$') && text.endsWith('$') && text.length > 1 ? behind(sql, text, at) : undefined;
}

/** PostgreSQL's E'…' knows backslashes; elsewhere two quotes in a text may be read as the end of one and the beginning of another. */
function behindText(sql: string, at: number, dialect: Dialect): number {
  if (dialect === 'sqlite' || !/(?:^|[^\w$])[eE]'$/.test(sql.slice(Math.max(0, at - 3), at)))
    return behind(sql, "'", at);
  for (let place = at; place < sql.length; place++) {
    const isPair = sql[place] === '\\' || (sql[place] === "'" && sql[place + 1] === "'");
    if (isPair) place++;
    else if (sql[place] === "'") return place + 1;
  }
  return sql.length;
}

function behindNestedComment(sql: string, at: number): number {
  let depth = 1;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  for (let match = mark.exec(sql); match !== null; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

function behind(sql: string, end: string, from: number): number {
  const at = sql.indexOf(end, from);
  return at === -1 ? sql.length : at + end.length;
}
