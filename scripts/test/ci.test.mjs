import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCounts } from '../dev/test-counts.mjs';
import { repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

const passed = { status: 'passed' };
const failed = { status: 'failed' };

describe('the counts of a test run', () => {
  it.each([
    [
      'passed and failed tests',
      { numPassedTests: 2, numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [passed, failed] }] },
      [2, 1],
    ],
    [
      'a file that could not be loaded',
      { numPassedTests: 1, numFailedTests: 0, testResults: [{ status: 'failed', assertionResults: [] }] },
      [1, 1],
    ],
  ])('given %s, come from the report', (_what, report, expected) => {
    const root = plant({ 'tests.json': report });
    const counts = readCounts(join(root, 'tests.json'));
    expect([counts.passed, counts.failed]).toEqual(expected);
  });

  it('given no report, are nothing', () => {
    expect(readCounts('/nowhere/tests.json')).toEqual({ passed: 0, failed: 0 });
  });
});

describe('.ci/run', () => {
  /** @param {{ report?: object, test?: string, verify?: string, lockfile?: string }} given */
  function continuousIntegration({ report, test = 'true', verify = 'true', lockfile = '' }) {
    const writeReport =
      report === undefined ? '' : `mkdir reports && echo '${JSON.stringify(report)}' > reports/tests.json && `;
    const root = plant({
      'package.json': { scripts: { test: `${writeReport}${test}`, verify } },
      '.gitignore': 'reports/\n',
      'pnpm-lock.yaml': `lockfileVersion: 9.0\n${lockfile}`,
    });
    for (const file of [
      '.ci/run',
      'scripts/registry-hosts.mjs',
      'scripts/workspace.mjs',
      'scripts/dev/test-counts.mjs',
    ]) {
      cpSync(join(repositoryRoot, file), join(root, file));
    }
    const git = (/** @type {string[]} */ ...args) =>
      spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'planted');
    const { status, stdout } = spawnSync('bash', ['.ci/run'], { cwd: root, encoding: 'utf8' });
    return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
  }
  const good = { numPassedTests: 3, numFailedTests: 0, testResults: [] };
  const bad = { numPassedTests: 2, numFailedTests: 1, testResults: [] };

  it.each([
    ['good tests and a good rest', { report: good }, 0, 'Tests: 3 passed, 0 failed'],
    ['a failed test', { report: bad, test: 'false' }, 1, 'Tests: 2 passed, 1 failed'],
    ['a failure in the rest', { report: good, verify: 'false' }, 1, 'Tests: 3 passed, 0 failed'],
    ['a tracked file that changes', { report: good, verify: 'echo >> pnpm-lock.yaml' }, 1, 'Tests: 3 passed, 0 failed'],
    ['a file that is left over', { report: good, verify: 'echo > left.txt' }, 1, 'Tests: 3 passed, 0 failed'],
    ['an address in the lockfile', { report: good, lockfile: 'a: https://x\n' }, 1, 'Tests: 0 passed, 0 failed'],
    ['tests that never report', { test: 'false' }, 1, 'Tests: 0 passed, 0 failed'],
  ])('given %s, ends with the right code and the counts', (_what, given, status, lastLine) => {
    expect(continuousIntegration(given)).toEqual({ status, lastLine });
  });
});
