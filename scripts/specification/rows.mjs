// The data of the table: what each row says, and which rows the five documents ask for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Row
 * @property {string} id `<document>.<class or group>.<member>`, then `.<parameter>`, `-><return field>` or `!<error>`
 * @property {number} document 1 to 5
 * @property {string} kind
 * @property {string} name what the document calls it; for a promise, what it promises in words of our own
 * @property {string} [ours] what it is called here; only an open row has none
 * @property {string} [issue] the subject of another issue, which makes the row an open one
 * @property {string} [note]
 *
 * @typedef {{ title: string, ids: string[] }} Section
 * @typedef {{ document: number, title: string, sections: Section[] }} Inventory
 */

export const ROWS_FILE = 'docs/specification-rows.json';
export const INVENTORY_FILE = 'scripts/specification/documents.json';

/** What an open row waits for. */
const issues = new Set(['templates', 'documents', 'mcp', 'demos', 'plugins', 'projects', 'runs', 'distributed']);

/** @param {string} root @returns {Row[]} */
export function readRows(root) {
  return JSON.parse(readFileSync(join(root, ROWS_FILE), 'utf8'));
}

/** @param {string} root @returns {Inventory[]} the order of sections and rows is that of the documents */
export function readInventory(root) {
  return JSON.parse(readFileSync(join(root, INVENTORY_FILE), 'utf8'));
}

/** @param {readonly Inventory[]} inventory */
export function idsOf(inventory) {
  return inventory.flatMap(({ sections }) => sections.flatMap(({ ids }) => ids));
}

/** @param {readonly string[]} ids @returns {string[]} */
function repeated(ids) {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

/** @param {Row} row @returns {string[]} */
function faultsOf({ id, document, kind, name, ours, issue }) {
  const faults = [];
  if (!/^[1-5]\.[\w.>!*$-]+$/.test(id)) faults.push('its id has other signs than letters, digits and . _ - > ! *');
  if (!id.startsWith(`${document}.`)) faults.push(`its id does not begin with its document, ${document}`);
  if (!kind || !name) faults.push('it lacks kind or name');
  if (issue === undefined && !ours) faults.push('it has neither a name of ours nor an issue that it waits for');
  if (issue !== undefined && !issues.has(issue)) faults.push(`"${issue}" is none of ${[...issues].join(', ')}`);
  return faults.map((fault) => `${ROWS_FILE}: ${id}: ${fault}`);
}

/**
 * @param {readonly Row[]} rows
 * @param {readonly Inventory[]} inventory
 * @returns {string[]} everything in which the two lists differ, and every row that is not well formed
 */
export function compareRows(rows, inventory) {
  const rowIds = rows.map(({ id }) => id);
  const wanted = idsOf(inventory);
  const [present, asked] = [new Set(rowIds), new Set(wanted)];
  return [
    ...rows.flatMap(faultsOf),
    ...repeated(rowIds).map((id) => `${ROWS_FILE}: ${id} stands twice`),
    ...repeated(wanted).map((id) => `${INVENTORY_FILE}: ${id} stands twice`),
    ...wanted.filter((id) => !present.has(id)).map((id) => `${ROWS_FILE}: ${id} of ${INVENTORY_FILE} is missing`),
    ...rowIds.filter((id) => !asked.has(id)).map((id) => `${INVENTORY_FILE}: ${id} of ${ROWS_FILE} is missing`),
  ];
}
