import { blockLine, inertLine } from './inert.ts';

/** Characters that always mean something in a line of Markdown. */
const ALWAYS = /[`[\]|]/g;
/** At the beginning of a line: headings, lists, quotes, fences, rules, tables of contents. */
const BLOCK = /^(?:[#>+=-]|~(?=~~)|:(?=-))/;

/**
 * A value as text in a line of Markdown: nothing in it is a link, an element, code, a mark of a region or the beginning of a block,
 * and it is read as it was written. Only what would mean something is escaped, so that paths and names stay as they are.
 */
export function inline(value: string): string {
  return inertLine(value)
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(ALWAYS, '\\$&')
    .replace(/<(?=[A-Za-z!/?])/g, '\\<')
    .replace(/&(?=#?[A-Za-z0-9]{1,32};)/g, '\\&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/\*(?! )|(?<! )\*/g, '\\*')
    .replace(/~~/g, '\\~~')
    .replace(BLOCK, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** The same for a sentence whose author marked code by back quotes: that stays code, nothing else means anything. */
export function prose(value: string): string {
  return inertLine(value)
    .split(/(?<!`)(`[^`]+`)(?!`)/)
    .map((part) => (/^`[^`]+`$/.test(part) && part.slice(1, -1).trim() !== '' ? code(part.slice(1, -1)) : spaced(part)))
    .join('');
}

/** A piece of a sentence keeps the spaces at its ends. */
const spaced = (part: string): string =>
  part.trim() === ''
    ? part
    : part.replace(
        /^(\s*)([\s\S]*?)(\s*)$/,
        (_, before: string, text: string, after: string) => before + inline(text) + after,
      );

/** A value as code in a line: a name, a path or a command. Nothing in it means anything. */
export function code(value: string): string {
  const line = inertLine(value);
  if (line === '') return '';
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(line) || (/^ .* $/.test(line) && line.trim() !== '') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** Lines of code behind a fence that none of them can close. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const body = lines.map((line) => blockLine(line));
  const longest = Math.max(2, ...body.flatMap((line) => Array.from(line.matchAll(/`+/g), ([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...body, fence].join('\n');
}

/** A link to a file of the project; `path` is relative to where the text stands. */
export const link = (text: string, path: string): string => `[${inline(text)}](${target(path)})`;

/** What a link may have in its parentheses: nothing ends it, and a path is never an address. */
function target(path: string): string {
  const encoded = inertLine(path, 2_000).replace(/[^\p{L}\p{N}\-._~/#@+,=]/gu, (character) =>
    encodeURIComponent(character).replace(/[()'!*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
  );
  return /^[a-z][a-z0-9+.-]*%3A/i.test(encoded) ? `./${encoded}` : encoded;
}

/** A table; cells are Markdown already. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A bar ends a cell even in code; one that is escaped already stays so. */
const cell = (markdown: string): string => markdown.replace(/(?<!\\)((?:\\\\)*)\|/g, '$1\\|') || ' ';
