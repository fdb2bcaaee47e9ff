// Holds the rows against the marks of the tests and what became of those tests.

import { REPORT_FILE } from './results.mjs';
import { ROWS_FILE } from './rows.mjs';

/**
 * @typedef {import('./rows.mjs').Row} Row
 * @typedef {import('./marks.mjs').Mark} Mark
 * @typedef {import('./results.mjs').Results} Results
 */

/**
 * @param {readonly Row[]} rows
 * @param {readonly Mark[]} marks
 * @returns {string[]} marks that name no row, and rows that stand as open although a test claims them
 */
export function checkMarks(rows, marks) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return marks.flatMap(({ id, file, line }) => {
    const row = byId.get(id);
    if (row === undefined) return [`${file}:${line}: "${id}" names no row of ${ROWS_FILE}`];
    if (row.issue === undefined) return [];
    return [
      `${file}:${line}: "${id}" stands in ${ROWS_FILE} as open for "${row.issue}": take "issue" away, or the mark`,
    ];
  });
}

/** @param {readonly Row[]} rows @param {readonly Mark[]} marks @returns {string[]} rows that no test names */
export function checkUnproven(rows, marks) {
  const marked = new Set(marks.map(({ id }) => id));
  return rows
    .filter(({ id, issue }) => issue === undefined && !marked.has(id))
    .map(
      ({ id }) => `${ROWS_FILE}: ${id} has no test: mark the one that proves it, or name the issue that it waits for`,
    );
}

/**
 * @param {readonly Mark[]} marks
 * @param {Results | undefined} run
 * @returns {string[]} why the last run of the tests cannot tell about all marks: it ran a part of them, or none
 */
export function checkWholeness(marks, run) {
  if (run === undefined) return [`${REPORT_FILE} is missing: run npm test first, all of it`];
  return [...new Set(marks.map(({ file }) => file))]
    .filter((file) => !run.files.has(file))
    .map((file) => `${file}: has marks, and ${REPORT_FILE} knows nothing of it: run npm test, all of it`);
}

/**
 * @param {readonly Mark[]} marks
 * @param {Results} run
 * @returns {string[]} marks whose test did not run or did not pass, and marks that the sources do not show
 */
export function checkResults(marks, run) {
  const key = (/** @type {{ id: string, file: string }} */ { id, file }) => `${file} ${id}`;
  const ran = new Set(run.results.map(key));
  const written = new Set(marks.map(key));
  return [
    ...marks
      .filter((mark) => run.files.has(mark.file) && !ran.has(key(mark)))
      .map(({ id, file, line }) => `${file}:${line}: the test that proves ${id} did not run`),
    ...run.results
      .filter(({ passed }) => !passed)
      .map(({ id, file, test }) => `${file}: proves ${id}, and failed: ${test}`),
    ...[...new Set(run.results.filter((one) => !written.has(key(one))).map(key))].map(
      (one) => `${one}: marked while the tests ran, but not by literals in the source`,
    ),
  ];
}
