// How many tests passed and failed, from the JSON report that vitest wrote.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} reportFile
 * @returns {{ passed: number, failed: number }} a file that could not even be loaded counts as one failed test;
 * without a report nothing passed and nothing failed
 */
export function readCounts(reportFile) {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    // The run ended before it could report; whoever asks has the exit code of the run as well.
    return { passed: 0, failed: 0 };
  }
  const unloadable = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && file.assertionResults.every((/** @type {any} */ one) => one.status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}

// node scripts/dev/test-counts.mjs REPORT
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = readCounts(process.argv[2] ?? '');
  console.log(`Tests: ${passed} passed, ${failed} failed`);
}
