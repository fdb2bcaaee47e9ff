// What became of the marked tests, from vitest's JSON report.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * @typedef {{ id: string, file: string, test: string, passed: boolean }} Result
 * @typedef {{ files: Set<string>, results: Result[] }} Results `files` are all that were run
 */

export const REPORT_FILE = 'reports/tests.json';

/**
 * @param {string} root
 * @returns {Results | undefined} undefined when there is no report
 */
export function readResults(root) {
  let text;
  try {
    text = readFileSync(join(root, REPORT_FILE), 'utf8');
  } catch {
    // No test has run since the folder was emptied: the caller says what to do.
    return undefined;
  }
  const found = { files: new Set(), results: /** @type {Result[]} */ ([]) };
  for (const { name, assertionResults } of JSON.parse(text).testResults) {
    const file = relative(root, name).replaceAll('\\', '/');
    found.files.add(file);
    for (const { fullName, status, meta } of assertionResults) {
      for (const id of meta?.specification ?? []) {
        found.results.push({ id, file, test: fullName, passed: status === 'passed' });
      }
    }
  }
  return found;
}
