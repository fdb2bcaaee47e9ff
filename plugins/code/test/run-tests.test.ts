import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { code } from '../src/index.ts';
import { failure } from './sandboxed.ts';

const { run_tests } = code.actions;

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'code-tests-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

async function files(all: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), content);
  }
}

const passing = `import { test } from 'node:test';\ntest('holds', () => {});\n`;
const failing = `import { test } from 'node:test';\ntest('does not hold', () => { throw new Error('planted'); });\n`;
const python = (body: string): string =>
  `import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        ${body}\n`;

describe('the tests of a project', { timeout: 120_000 }, () => {
  test('given test files of Node, then they are run, and those elsewhere are not', async () => {
    await files({ 'tests/a.test.mjs': passing, 'other/b.test.mjs': failing });
    const { output } = await runAction(run_tests, { test_path: 'tests/' }, { workspace });
    expect(output).toMatchObject({ success: true, runner: 'node', exit_code: 0 });
    expect(output.command).toEqual(['node', '--test', './tests/a.test.mjs']);
    expect(output.stdout_tail).toContain('holds');
  });

  test('given tests that fail, then the step fails with the end of what they wrote, or tells it without check', async () => {
    await files({ 'tests/a.test.mjs': failing });
    const refusal = await failure(runAction(run_tests, { test_path: 'tests' }, { workspace }));
    expect(refusal).toMatchObject({ code: 'TESTS_FAILED', details: { exit_code: 1, stdout: /planted/ } });
    const { output } = await runAction(run_tests, { test_path: 'tests', check: false }, { workspace });
    expect(output).toMatchObject({ success: false, exit_code: 1 });
  });

  test('given a test script in package.json, then the package manager runs it', async () => {
    await files({
      'package.json': JSON.stringify({ scripts: { test: 'node --test own' } }),
      'own/a.test.mjs': passing,
    });
    const { output } = await runAction(run_tests, { test_path: 'tests/' }, { workspace });
    expect(output).toMatchObject({ success: true, runner: 'npm', command: ['npm', 'test'] });
  });

  test.each([
    ['self.assertTrue(True)', true],
    ['self.fail("planted")', false],
  ])('given a test of Python that does %s, then its success is %s', async (body, success) => {
    await files({ 'pyproject.toml': '', 'tests/test_a.py': python(body) });
    const input = { test_path: 'tests/', check: false, runner: 'unittest' } as const;
    const { output } = await runAction(run_tests, input, { workspace });
    expect(output).toMatchObject({ success, runner: 'unittest' });
    expect(output.stderr_tail).toContain(success ? 'OK' : 'planted');
  });

  test('given files of Python, then pytest runs them where it is installed, and unittest where not', async () => {
    await files({ 'tests/test_a.py': python('pass') });
    const { output } = await runAction(run_tests, { test_path: 'tests/' }, { workspace });
    expect(output.success).toBe(true);
    expect(['pytest', 'unittest']).toContain(output.runner);
  });

  test('given output of many lines, then its end is told', async () => {
    const script = 'for (let i = 0; i < 60000; i++) console.log("line " + i)';
    await files({ 'package.json': JSON.stringify({ scripts: { test: 'node noisy.js' } }), 'noisy.js': script });
    const { output } = await runAction(run_tests, {}, { workspace });
    expect(output.stdout_tail.trimEnd().split('\n').at(-1)).toBe('line 59999');
  });

  test('given nothing that is tested, then the task has no object', async () => {
    await files({ 'package.json': JSON.stringify({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }) });
    const running = runAction(run_tests, { test_path: 'tests/' }, { workspace });
    const error = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isNotApplicable(error)).toBe(true);
  });

  test('given a name that looks like a flag, then it is a name', async () => {
    await files({ '--help/test_a.py': python('pass') });
    const input = { test_path: '--help', runner: 'unittest' } as const;
    const { output } = await runAction(run_tests, input, { workspace });
    expect(output.command.at(-1)).toBe('./--help');
    expect(output.stderr_tail).toContain('Ran 1 test');
  });

  test('given a path that leads out of the workspace, then nothing is run', async () => {
    await files({ 'pyproject.toml': '' });
    await symlink('/', join(workspace, 'link'));
    for (const input of [
      { test_path: '../x' },
      { test_path: 'link/tmp' },
      { project_path: '/' },
      { project_path: 'link' },
    ]) {
      expect(await failure(runAction(run_tests, input, { workspace }))).toMatchObject({ code: 'PATH_REFUSED' });
    }
    expect(await readdir(workspace)).toHaveLength(2);
  });
});
