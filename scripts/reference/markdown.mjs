// Markdown that holds what the code says, whatever characters that has.

/** Text of others in a line or a cell: nothing of it is read as markup, but code between backticks stays code. @param {string} text */
export function plain(text) {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? code(part.slice(1, -1)) : part.replace(/[\\<>*_|[\]`{}@#~]/g, escaped)))
    .join('');
}

const entities = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['@', '&#64;'],
]);
const escaped = (/** @type {string} */ character) => entities.get(character) ?? `\\${character}`;

/** A code span; one that has backticks itself gets longer ones around it. @param {string} text */
export function code(text) {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows of finished Markdown @returns {string[]} lines */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** The anchor that a heading gets. @param {string} heading */
export function anchor(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** @param {string} title @param {string} intro @param {readonly string[]} lines */
export function page(title, intro, lines) {
  const head = [
    `# ${title}`,
    '',
    '<!-- Written by scripts/reference.mjs from the code; change it there. -->',
    '',
    intro,
  ];
  return `${[...head, '', ...lines].join('\n').trimEnd()}\n`;
}
