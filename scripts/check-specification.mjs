// Every row of the specification has a test that passed, and docs/specification.md says which. A row is data
// (docs/specification-rows.json), what rows there must be is data (scripts/specification/documents.json), and a test
// says itself what it proves: { meta: { specification: ['<row>', …] } }.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMarks } from './specification/marks.mjs';
import { checkMarks, checkResults, checkUnproven, checkWholeness } from './specification/proofs.mjs';
import { readResults } from './specification/results.mjs';
import { compareRows, readInventory, readRows } from './specification/rows.mjs';
import { renderTable, TABLE_FILE } from './specification/table.mjs';
import { compareTexts } from './specification/texts.mjs';
import { repositoryRoot } from './workspace.mjs';

const SHOWN = 30;

/** @param {string} root @param {string} table @returns {string[]} */
function checkTable(root, table) {
  const file = join(root, TABLE_FILE);
  if (existsSync(file) && readFileSync(file, 'utf8') === table) return [];
  return [`${TABLE_FILE} is stale: run node scripts/specification/write.mjs, and commit it`];
}

/**
 * @param {string} root
 * @param {string} texts the folder of the five documents; it need not exist
 * @returns {{ problems: string[], partial: string[], rows: number, open: number, marks: number }} `partial` is why the
 * last run of the tests does not tell about all marks
 */
export function checkSpecification(root, texts) {
  const rows = readRows(root);
  const inventory = readInventory(root);
  const { marks, problems } = readMarks(root);
  const run = readResults(root);
  return {
    problems: [
      ...compareRows(rows, inventory),
      ...compareTexts(texts, inventory),
      ...problems,
      ...checkMarks(rows, marks),
      ...checkUnproven(rows, marks),
      ...(run === undefined ? [] : checkResults(marks, run)),
      ...checkTable(root, renderTable(rows, inventory, marks)),
    ],
    partial: checkWholeness(marks, run),
    rows: rows.length,
    open: rows.filter(({ issue }) => issue !== undefined).length,
    marks: marks.length,
  };
}

// node scripts/check-specification.mjs
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = join(repositoryRoot, '../shared/spec');
  const { problems, partial, rows, open, marks } = checkSpecification(repositoryRoot, texts);
  // Whoever runs a part of the tests is not told about the rest; CI runs all of them.
  const told = process.env.CI === undefined ? problems : [...problems, ...partial];
  if (told === problems && partial.length > 0)
    console.log('specification: not all tests have run, so not all is known');
  for (const problem of told.slice(0, SHOWN)) console.error(problem);
  if (told.length > SHOWN) console.error(`… and ${told.length - SHOWN} more`);
  console.log(`specification: ${rows} rows, ${open} of them open, ${marks} marks, ${told.length} problems`);
  if (told.length > 0) process.exitCode = 1;
}
