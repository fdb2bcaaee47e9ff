// docs/specification.md, written from the rows and the marks.
import { ROWS_FILE } from './rows.mjs';

/**
 * @typedef {import('./rows.mjs').Row} Row
 * @typedef {import('./rows.mjs').Inventory} Inventory
 * @typedef {import('./marks.mjs').Mark} Mark
 */

export const TABLE_FILE = 'docs/specification.md';

/** @param {string} text a cell of a table in Markdown: no line break, no bar, no tag */
function cell(text) {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>*_`{}[\]]/g, (sign) => `\\${sign}`);
}

/** @param {string} text */
function code(text) {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

/** A sentence is a sentence; everything else is a name. @param {string} kind */
function isPromise(kind) {
  return /promise|contract|guideline|gate|capability|feature|component|point|example/.test(kind);
}

/** @param {readonly Mark[]} proofs */
function proofCell(proofs) {
  const [first] = proofs;
  if (first === undefined) return 'none';
  const others = new Set(proofs.map(({ file, title }) => `${file} ${title}`)).size - 1;
  const more = others === 0 ? '' : ` (and ${others} more)`;
  return `[${cell(first.file.split('/').at(-1) ?? first.file)}](../${first.file}) › ${cell(first.title)}${more}`;
}

/** @param {Row} row @param {readonly Mark[]} proofs */
function tableLine({ id, kind, name, ours, issue, note }, proofs) {
  const said = isPromise(kind) ? cell(name) : code(name);
  const told = note === undefined ? '' : `<br>${cell(note)}`;
  const proof = issue === undefined ? proofCell(proofs) : `open (${issue})`;
  return `| ${code(id)} | ${said}${told} | ${kind} | ${ours === undefined ? '' : code(ours)} | ${proof} |`;
}

/** @param {readonly Row[]} rows @param {Map<string, Mark[]>} marks */
function counts(rows, marks) {
  const open = rows.filter(({ issue }) => issue !== undefined).length;
  const proven = rows.filter(({ id, issue }) => issue === undefined && marks.has(id)).length;
  return { all: rows.length, proven, open, unproven: rows.length - open - proven };
}

/** @param {readonly Row[]} rows @param {readonly Inventory[]} inventory @param {Map<string, Mark[]>} marks */
function summary(rows, inventory, marks) {
  const line = (/** @type {string} */ name, /** @type {ReturnType<typeof counts>} */ { all, proven, open, unproven }) =>
    `| ${name} | ${all} | ${proven} | ${open} | ${unproven} |`;
  const documents = inventory.map(({ document, title }) =>
    line(
      `[${document}, ${title}](#document-${document})`,
      counts(
        rows.filter((row) => row.document === document),
        marks,
      ),
    ),
  );
  const waiting = new Map();
  for (const { issue } of rows) if (issue !== undefined) waiting.set(issue, (waiting.get(issue) ?? 0) + 1);
  const waits = [...waiting].sort(([a], [b]) => a.localeCompare(b)).map(([issue, count]) => `${issue} ${count}`);
  return [
    '| document | rows | proven by a test | open, another issue | without a test |',
    '|---|---:|---:|---:|---:|',
    ...documents,
    line('all', counts(rows, marks)),
    '',
    `Open rows by what they wait for: ${waits.length === 0 ? 'none' : waits.join(', ')}.`,
  ];
}

/**
 * @param {readonly Row[]} rows
 * @param {readonly Inventory[]} inventory
 * @param {readonly Mark[]} marks
 * @returns {string}
 */
export function renderTable(rows, inventory, marks) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const proofs = groupById(marks);
  const sections = inventory.flatMap(({ document, title, sections }) => [
    `<a id="document-${document}"></a>`,
    '',
    `## Document ${document}: ${title}`,
    '',
    ...sections.flatMap((section) => [
      `### ${section.title}`,
      '',
      '| row | in the document | kind | here | test |',
      '|---|---|---|---|---|',
      ...section.ids.flatMap((id) => {
        const row = byId.get(id);
        return row === undefined ? [] : [tableLine(row, proofs.get(id) ?? [])];
      }),
      '',
    ]),
  ]);
  return [
    '# The specification, row by row',
    '',
    `Written by \`node scripts/specification/write.mjs\` from [${ROWS_FILE.split('/').at(-1)}](specification-rows.json) and the marks of the tests;`,
    '`npm run check:specification` fails when it is stale, when a row has no test that passed, or when one is missing.',
    'What was chosen where the documents disagree is a record in `decisions/`.',
    '',
    ...summary(rows, inventory, proofs),
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** @param {readonly Mark[]} marks */
function groupById(marks) {
  const groups = /** @type {Map<string, Mark[]>} */ (new Map());
  for (const mark of marks) {
    const group = groups.get(mark.id);
    if (group === undefined) groups.set(mark.id, [mark]);
    else group.push(mark);
  }
  return groups;
}
